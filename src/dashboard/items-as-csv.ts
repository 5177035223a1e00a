import { CsvFormat } from '../cli/render/formats/csv-format.ts';
import { keyAttributesOf } from '../lib/items/keys/key-schema.ts';
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
  const begun = format.page(new JsonBody(body, ['items']).items('items'));
  const { text, notes } = await format.end();
  return { text: begun + text, notes };
}
