import { parseJson } from '../../client/parse-json.ts';
import { decodeBase64 } from '../../items/base64.ts';
import { itemFromJson } from '../../items/item-form.ts';
import { JsonText } from '../../items/json-node.ts';
import { readJson } from '../../items/json-reader.ts';
import { toTypedJsonText } from '../../items/typed-json.ts';
import { repairDoubleBase64, replaceBuffers } from './repair-binary.ts';
import type { JsonElement } from './split-json.ts';

/** What was put right while reading. */
export interface RepairCounts {
  /** Binary that `JSON.stringify` had made objects of. */
  bufferObjects: number;
  /** Binary in lists and maps that was base64 twice over. */
  doubleBase64: number;
}

export function noRepairs(): RepairCounts {
  return { bufferObjects: 0, doubleBase64: 0 };
}

export interface ElementOptions {
  /** The file, for errors. */
  name: string;
  /** Look for binary that is base64 twice over. */
  isRepairingBinary: boolean;
  repairs: RepairCounts;
}

/**
 * The item in a JSON value, as DynamoDB JSON: a typed or a plain item, or `{"Item":{…}}`. Typed items keep their
 * bytes.
 * @throws AutodyneError `InvalidInput` naming file, line, column and attribute.
 */
export function itemOfElement(element: JsonElement, options: ElementOptions): Buffer {
  const text = element.bytes.toString();
  const typed = options.isRepairingBinary ? undefined : typedItemBytes(text, element.bytes);
  if (typed !== undefined) return typed;
  const source = new JsonText(text, options.name, element.line);
  const { node, count } = replaceBuffers(readJson(source));
  // Written by a program, which makes no slips: a map that looks like a typed value is a map.
  const item = itemFromJson(node, source, undefined, { takesLookalikes: true });
  options.repairs.bufferObjects += count;
  if (options.isRepairingBinary) options.repairs.doubleBase64 += repairDoubleBase64(item);
  return Buffer.from(toTypedJsonText(item));
}

/** The way of most items: `JSON.parse` loses nothing of DynamoDB JSON, whose numbers are text. */
function typedItemBytes(text: string, bytes: Buffer): Buffer | undefined {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    // The slow way says what is wrong with it, and where.
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  if (isTypedMap(value)) return bytes;
  const { Item, Reason: _reason, ...rest } = value;
  const isWrapped = isRecord(Item) && Object.keys(rest).length === 0 && isTypedMap(Item);
  return isWrapped ? Buffer.from(JSON.stringify(Item)) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an item, or what `M` holds; an empty one is left to the slow way at the top, and legal below. */
export function isTypedMap(value: Record<string, unknown>, isTop = true): boolean {
  const values = Object.values(value);
  return (!isTop || values.length > 0) && values.every(isTypedValue);
}

function isTypedValue(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const [[type, inner] = [], second] = Object.entries(value);
  if (second !== undefined) return false;
  switch (type) {
    case 'S':
    case 'N':
      return typeof inner === 'string';
    case 'B':
      return isBase64(inner);
    case 'BOOL':
      return typeof inner === 'boolean';
    case 'NULL':
      return inner === true;
    case 'L':
      return Array.isArray(inner) && inner.every(isTypedValue);
    case 'M':
      return isRecord(inner) && isTypedMap(inner, false);
    case 'SS':
    case 'NS':
      return Array.isArray(inner) && inner.every((element) => typeof element === 'string');
    case 'BS':
      return Array.isArray(inner) && inner.every(isBase64);
    default:
      return false;
  }
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && decodeBase64(value) !== undefined;
}
