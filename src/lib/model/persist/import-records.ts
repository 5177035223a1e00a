import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { countOf } from '../../errors/count-text.ts';
import { keyIdentity } from '../../items/read/key-input.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchWrite } from '../../items/write/batch-write.ts';
import { putEach } from '../../items/write/put-each.ts';
import { waitOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import type { RecordClass } from '../definition/model-definition.ts';
import { RecordNotUnique } from '../errors/model-errors.ts';
import { readValue } from '../record/attributes.ts';
import { markSaved } from '../record/mark-written.ts';
import { stateOf } from '../record/record-core.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import { keyFieldsOf } from '../tables/model-key.ts';
import { newRecord } from './create-records.ts';
import { unlessOthers } from './guarded-update.ts';
import { newRecordItem } from './new-record.ts';
import type { GivenValues } from './update-record.ts';
import { withTable } from './write-table.ts';

interface ImportedRecord {
  readonly record: object;
  readonly item: Item;
}

/**
 * Writes many new records in batches, without validations and hooks. One that is there already, of this model, is
 * replaced. Where the table holds others' items too, each whose id was given is put alone, under guard: those that
 * another model has are left out, and told once the others are written.
 * @throws RecordNotUnique with them as `records`; DocumentNotValid before anything is written; AutodyneError
 *   `Incomplete` where not all could be written
 */
export async function importRecords(
  model: Model,
  recordClass: RecordClass,
  inputs: readonly GivenValues[],
): Promise<object[]> {
  if (inputs.length === 0) return [];
  const records = inputs.map((input) => newRecord(recordClass, input));
  return withTable(model, async ({ client, tableName }) => {
    const now = new Date();
    const isGuarded = ownItemConditions(model).length > 0;
    const alone: ImportedRecord[] = [];
    const together: ImportedRecord[] = [];
    for (const record of records) {
      const state = stateOf(record);
      const isIdGiven = readValue(state, model.partitionKey.position) !== null;
      const item = newRecordItem(record, state, now);
      (isGuarded && isIdGiven ? alone : together).push({ record, item });
    }
    const schema = { ...model.table.schema, tableName };
    const wait = waitOf(model.settings.backoff);
    if (together.length > 0) await batchWrite(client, schema, putRequests(together), { wait });
    for (const { record, item } of together) markSaved(stateOf(record), item);
    if (alone.length > 0)
      await importAlone(model, alone, (items, options) => putEach(client, schema, items, options));
    return records;
  });
}

type PutAlone = (
  items: AsyncIterable<{ item: Item; location: string }>,
  options: Parameters<typeof putEach>[3],
) => Promise<unknown>;

async function importAlone(model: Model, imported: readonly ImportedRecord[], put: PutAlone): Promise<void> {
  const keyNames = keyFieldsOf(model).map(({ attribute }) => attribute);
  const refusedKeys = new Set<string>();
  const failure = await put(locatedItems(imported), {
    conditions: unlessOthers(model),
    onRefused: (key) => void refusedKeys.add(keyIdentity(key, keyNames)),
  }).then(
    () => undefined,
    (error: unknown) => {
      if (!isAutodyneError(error, 'ConditionFailed')) throw error;
      return error;
    },
  );
  const isRefused = ({ item }: ImportedRecord): boolean => refusedKeys.has(keyIdentity(item, keyNames));
  for (const each of imported) if (!isRefused(each)) markSaved(stateOf(each.record), each.item);
  if (failure === undefined) return;
  const records = imported.filter(isRefused).map(({ record }) => record);
  const { written, refused } = failure.details;
  throw new RecordNotUnique(
    `${countOf(records.length, 'record')} of ${model.name} not written, since other models have their ids: ${idsOf(model, records)}`,
    {
      records,
      cause: failure,
      details: {
        model: model.name,
        ...(written === undefined ? {} : { written }),
        refused: refused ?? records.length,
      },
    },
  );
}

/** The first of them, for a message. */
function idsOf({ partitionKey }: Model, records: readonly object[]): string {
  const shown = records
    .slice(0, 5)
    .map((record) => JSON.stringify(readValue(stateOf(record), partitionKey.position)));
  return `${shown.join(', ')}${records.length > shown.length ? ', …' : ''}`;
}

function* putRequests(imported: readonly ImportedRecord[]): Generator<WriteRequest> {
  for (const { item } of imported) yield { PutRequest: { Item: item } };
}

async function* locatedItems(
  imported: readonly ImportedRecord[],
): AsyncGenerator<{ item: Item; location: string }> {
  for (const { item } of imported) yield { item, location: 'record' };
}
