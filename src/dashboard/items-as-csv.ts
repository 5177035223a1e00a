import { CsvFormat } from '../cli/render/formats/csv-format.ts';
import type { TypedJsonItem } from '../lib/digest/canonical-item.ts';
import { decodeTypedJson } from '../lib/digest/typed-json-item.ts';
import { isTypedMap } from '../lib/items/elements/sound-item.ts';
import { keyAttributesOf } from '../lib/items/keys/key-schema.ts';
import type { Item } from '../lib/items/values/attribute-value.ts';
import { parseJson } from '../lib/json/parse-json.ts';
import type { CsvResponse } from './api-types.ts';
import type { DashboardContext } from './dashboard-context.ts';
import { JsonBody } from './json-body.ts';

/** `POST /api/csv`: the items of the page as `--format csv` writes them. Nothing is read from the table. */
export async function itemsAsCsv({ schema }: DashboardContext, body: string): Promise<CsvResponse> {
  const format = new CsvFormat({
    keyNames: keyAttributesOf(schema.key).map(({ name }) => name),
    columns: undefined,
    width: Number.POSITIVE_INFINITY,
    isTerminal: false,
  });
  const begun = format.page(itemsOf(body));
  const { text, notes } = await format.end();
  return { text: begun + text, notes };
}

function itemsOf(body: string): Item[] {
  try {
    const { items, ...others } = parseJson(body) as { items?: unknown };
    if (Array.isArray(items) && items.every((item) => isTypedMap(item)) && Object.keys(others).length === 0)
      return items.map((item) => decodeTypedJson(item as TypedJsonItem));
  } catch {
    // The slow path, which takes ten times the memory, reports the problem and its location.
  }
  return new JsonBody(body, ['items']).items('items');
}
