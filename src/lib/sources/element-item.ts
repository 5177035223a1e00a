import { isUtf8 } from 'node:buffer';
import { AutodyneError } from '../errors/autodyne-error.ts';
import type { LocatedBytes } from '../items/elements/byte-cursor.ts';
import { isTypedMap } from '../items/elements/sound-item.ts';
import { formOf, itemFromJson } from '../items/json/item-form.ts';
import { toTypedJsonText, typedItemProblem } from '../items/json/typed-json.ts';
import { type JsonNode, JsonText } from '../json/json-node.ts';
import { readJson } from '../json/json-reader.ts';
import { isJsonObject, parseJson } from '../json/parse-json.ts';
import { repairDoubleBase64, replaceBuffers } from './repair-binary.ts';

/** The repairs that were made while reading. */
export interface RepairCounts {
  /** Binary that `JSON.stringify` had turned into objects. */
  bufferObjects: number;
  /** Binary in lists and maps that was encoded in base64 twice. */
  doubleBase64: number;
}

export function noRepairs(): RepairCounts {
  return { bufferObjects: 0, doubleBase64: 0 };
}

export interface ElementOptions {
  /** The file, for errors. */
  name: string;
  /** Look for binary that is encoded in base64 twice. */
  isRepairingBinary: boolean;
  repairs: RepairCounts;
}

/**
 * The bytes of an item as DynamoDB JSON. A typed item keeps its bytes; one with an invalid attribute does too, so that
 * the service refuses it and a file of rejects has it as it was.
 * @throws AutodyneError `InvalidInput` naming file, line, column and attribute.
 */
export function itemOfElement(element: LocatedBytes, options: ElementOptions): Buffer {
  if (!isUtf8(element.bytes)) {
    const { line, column } = element;
    throw new AutodyneError('InvalidInput', `${options.name}:${line}:${column}: not UTF-8 text`, {
      details: { file: options.name, line, column },
    });
  }
  const text = element.bytes.toString();
  if (!options.isRepairingBinary && isTypedText(text)) return element.bytes;
  const source = new JsonText(text, options.name, element.line, element.column);
  const read = readJson(source);
  const { node, count } = replaceBuffers(read);
  if (formOf(node) === 'typed' && isRefusedByService(node, source)) return element.bytes;
  // Written by a program, not by hand: a map that looks like a typed value is a map.
  const item = itemFromJson(node, source, undefined, { takesLookalikes: true });
  options.repairs.bufferObjects += count;
  if (options.isRepairingBinary) options.repairs.doubleBase64 += repairDoubleBase64(item);
  return Buffer.from(toTypedJsonText(item));
}

/** The fast path of most items: `JSON.parse` loses nothing of DynamoDB JSON, whose numbers are strings. */
function isTypedText(text: string): boolean {
  try {
    const value = parseJson(text);
    return isJsonObject(value) && isTypedMap(value);
  } catch {
    // The slow path reports the problem and its location.
    return false;
  }
}

/** The service is certain to refuse the item: one attribute has two members, each of which could be its value. */
function isRefusedByService(node: JsonNode, source: JsonText): boolean {
  return typedItemProblem(node, source) !== undefined && !hasCrowdedValue(node);
}

function hasCrowdedValue(item: JsonNode): boolean {
  if (item.type !== 'object') return false;
  return [...item.members.values()].some((value) => {
    if (value.type !== 'object') return false;
    if (value.members.size > 1) return true;
    const list = value.members.get('L');
    const isInList = (element: JsonNode): boolean =>
      hasCrowdedValue({ type: 'object', offset: element.offset, members: new Map([['', element]]) });
    if (list?.type === 'array') return list.elements.some(isInList);
    const map = value.members.get('M');
    return map !== undefined && hasCrowdedValue(map);
  });
}
