import { parseJson } from '../json/parse-json.ts';
import { itemShape } from '../wire/item-shape.ts';
import { notDynamoDb } from '../wire/response-shape.ts';
import type { RawPage } from './raw-pages.ts';

/**
 * The items of a page as `JSON.parse` returns them: numbers are strings, binary is a base64 string.
 * @throws AutodyneError `Unreachable` for what is no item
 */
export function* pageItems({
  body,
  items,
}: Pick<RawPage, 'body' | 'items'>): Generator<Readonly<Record<string, unknown>>> {
  for (let at = 0; at < items.length; at += 2) {
    const item = parseJson(body.toString('utf8', items[at], items[at + 1]));
    const problem = itemShape(item, `Items[${at / 2}]`);
    if (problem !== undefined) throw notDynamoDb('Scan', problem);
    yield item as Readonly<Record<string, unknown>>;
  }
}
