import { AutodyneError } from '../../errors/autodyne-error.ts';
import { jsonString } from '../../json/json-string.ts';
import { encodeBase64 } from '../../wire/base64.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { jsonNumber } from '../values/decimal.ts';
import { PLAIN_MARKS } from './plain-marks.ts';
import { looksLikeTypedItem, looksTyped } from './typed-shape.ts';

export interface PlainTextOptions {
  /** Blanks a level; without it all is on one line. */
  indent?: number;
}

/**
 * An item as plain JSON text, lossless: `parsePlainItem` gives the same item back. Numbers print their digits as they
 * are (`JSON.stringify` could not), sets `{"$set":[…]}`, binary `{"$binary":"base64"}`, a map that could be taken for
 * one of these, or for a value in DynamoDB JSON (`{"N":"7"}`), `{"$map":{…}}`. Members of maps are printed by name; the
 * attributes stay in the order that the item has.
 */
export function toPlainJsonText(item: Item, options: PlainTextOptions = {}): string {
  const maps = Object.values(item).flatMap(({ M }) => (M === undefined ? [] : [M]));
  // One map that is marked as such is enough for the whole to be read as what it is.
  const marker = looksLikeTypedItem(item) && !maps.some(isMistakable) ? maps[0] : undefined;
  const members = Object.entries(item).map(([name, value]): [string, Text] => [
    name,
    marker !== undefined && value.M === marker ? marked('$map', mapText(marker)) : valueText(value),
  ]);
  return layOut({ open: '{', close: '}', members }, options.indent ?? 0, '');
}

/** A single attribute value as plain JSON text. */
export function toPlainJsonValueText(value: AttributeValue, options: PlainTextOptions = {}): string {
  return layOut(valueText(value), options.indent ?? 0, '');
}

/** Text to lay out: a finished scalar, or a bracket with members (whose names are empty in arrays). */
type Text =
  | string
  | { open: '{' | '['; close: '}' | ']'; members: [string | undefined, Text][]; isInline?: true };

function valueText(value: AttributeValue): Text {
  if (value.S !== undefined) return jsonString(value.S);
  if (value.N !== undefined) return numberText(value.N);
  if (value.B !== undefined) return binaryText(value.B);
  if (value.BOOL !== undefined) return String(value.BOOL);
  if (value.NULL !== undefined) return 'null';
  if (value.L !== undefined) return arrayText(value.L.map(valueText));
  if (value.SS !== undefined) return marked('$set', arrayText(value.SS.map(jsonString)));
  if (value.NS !== undefined) return marked('$set', arrayText(value.NS.map(numberText)));
  if (value.BS !== undefined) return marked('$set', arrayText(value.BS.map(binaryText)));
  if (value.M !== undefined)
    return isMistakable(value.M) ? marked('$map', mapText(value.M)) : mapText(value.M);
  throw new AutodyneError(
    'Unexpected',
    `an attribute value of an unknown type: ${Object.keys(value).join(', ')}`,
  );
}

/** The map would be read as a value that its only member marks, or as a value in DynamoDB JSON. */
function isMistakable(map: Item): boolean {
  const names = Object.keys(map);
  return (names.length === 1 && PLAIN_MARKS.has(names[0] ?? '')) || looksTyped(map);
}

/** Members by name: DynamoDB keeps no order of them, and returns the same map in another one from call to call. */
function mapText(map: Item): Text {
  const members = Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1));
  return { open: '{', close: '}', members: members.map(([name, value]) => [name, valueText(value)]) };
}

function arrayText(elements: readonly Text[]): Text {
  return { open: '[', close: ']', members: elements.map((element) => [undefined, element]) };
}

/** A marking object; sets and binary stay on one line, being one value to the reader. */
function marked(mark: '$set' | '$binary' | '$map', value: Text): Text {
  return { open: '{', close: '}', members: [[mark, value]], ...(mark === '$map' ? {} : { isInline: true }) };
}

function binaryText(bytes: Uint8Array): Text {
  return marked('$binary', `"${encodeBase64(bytes)}"`);
}

function numberText(text: string): string {
  const number = jsonNumber(text);
  if (number === undefined)
    throw new AutodyneError('InvalidInput', `${JSON.stringify(text)} is not a number`);
  return number;
}

function layOut(text: Text, indent: number, margin: string): string {
  if (typeof text === 'string') return text;
  const isInline = indent === 0 || text.isInline === true || text.members.length === 0;
  const inner = margin + ' '.repeat(indent);
  const colon = isInline ? ':' : ': ';
  const members = text.members.map(([name, value]) => {
    const laidOut = layOut(value, text.isInline ? 0 : indent, inner);
    return name === undefined ? laidOut : `${jsonString(name)}${colon}${laidOut}`;
  });
  if (isInline) return `${text.open}${members.join(',')}${text.close}`;
  return `${text.open}\n${inner}${members.join(`,\n${inner}`)}\n${margin}${text.close}`;
}
