import { isTypedMap } from '../items/elements/sound-item.ts';
import { typedItemProblem } from '../items/json/typed-json.ts';
import { JsonText } from '../json/json-node.ts';
import { readJson } from '../json/json-reader.ts';
import { isJsonObject, parseJson } from '../json/parse-json.ts';

/**
 * The problem of an item in DynamoDB JSON that the service refuses to read, with the attribute's name, which the
 * service does not report: `attribute cover: B holds base64 text`. `undefined` for a valid item.
 */
export function oddItemProblem(bytes: Buffer): string | undefined {
  const text = bytes.toString();
  try {
    const value: unknown = parseJson(text);
    if (isJsonObject(value) && isTypedMap(value)) return undefined;
    const source = new JsonText(text, 'item');
    return typedItemProblem(readJson(source), source);
  } catch {
    // Invalid JSON is reported elsewhere, by file and line.
    return undefined;
  }
}
