import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Model } from '../definition/model.ts';
import { createModelTable, mayCreateTable } from '../tables/model-tables.ts';
import { type ReadyTable, readyTable } from '../tables/ready-table.ts';

/**
 * Sends writes that may be the first ones of a model with a table of its own: where the table is not there, and settings
 * let it be made unasked, it is made, and the writes are sent again.
 */
export async function withTable<T>(model: Model, send: (table: ReadyTable) => Promise<T>): Promise<T> {
  const table = await readyTable(model);
  try {
    return await send(table);
  } catch (error) {
    if (!isAutodyneError(error, 'TableNotFound') || !(await mayCreateTable(model, table))) throw error;
    await createModelTable(model, { sync: true });
    return send(table);
  }
}
