import type { ServiceClient } from '../../client/client-sender.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { countOf } from '../../errors/count-text.ts';
import { keyIdentity, keyOf } from '../../items/keys/key-of.ts';
import type { TableSchema } from '../../items/keys/key-schema.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchWrite } from '../../items/write/batch-write.ts';
import { putEach } from '../../items/write/put-each.ts';
import { commitMany, type RefusedOne } from '../commit/commit-many.ts';
import type { ItemWrite } from '../commit/item-write.ts';
import { waitOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import type { RecordClass } from '../definition/model-definition.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import { RecordNotUnique } from '../errors/model-errors.ts';
import { readValue } from '../record/attributes.ts';
import { rememberRecord } from '../record/identity-map.ts';
import { markSaved } from '../record/mark-written.ts';
import { stateOf } from '../record/record-core.ts';
import { ownerAttributes, ownItemConditions } from '../tables/model-guard.ts';
import { keyFieldsOf } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import { newRecord } from './create-records.ts';
import { unlessOthers } from './guarded-update.ts';
import { importedPuts, markImported, prepareImported } from './imported-put.ts';
import { completeRecord, newRecordItem } from './new-record.ts';
import type { GivenValues } from './update-record.ts';
import { withTable } from './write-table.ts';

interface ImportedRecord {
  readonly record: object;
  readonly item: Item;
}

/**
 * Writes many new records in batches, without validations and hooks. One that is there already, of this model, is
 * replaced. Where the table holds others' items too, each whose id was given is put alone, under guard: those that
 * another model has are left out, and told once the others are written; so are those with the value of a unique field that
 * another record has, of a model that has such fields: it goes by transactions of 50 records.
 * @throws RecordNotUnique with them as `records`; DocumentNotValid before anything is written; AutodyneError
 *   `Incomplete` where not all could be written
 */
export async function importRecords(
  model: Model,
  recordClass: RecordClass,
  inputs: readonly GivenValues[],
): Promise<object[]> {
  if (inputs.length === 0) return [];
  await readyTable(model);
  const { records, alone, together, isIdGiven } = prepareImport(model, recordClass, inputs);
  return withTable(model, async ({ client, tableName }) => {
    if (uniqueFieldsOf(model).length > 0) {
      const notMade = await putInTransactions(model, { client, tableName }, alone, isIdGiven);
      if (notMade.length > 0) throw notImported(model, notMade, records.length);
      return records;
    }
    const schema = { ...model.table.schema, tableName };
    const wait = waitOf(model.settings.backoff);
    if (together.length > 0) await batchWrite(client, schema, importedPuts(model, together), { wait });
    for (const record of together) markImported(record);
    const refused = alone.length === 0 ? [] : await putAlone(model, client, schema, alone);
    if (refused.length > 0) throw othersHaveIds(model, refused, records.length);
    return records;
  });
}

/** An import, ready to be sent. */
interface PreparedImport {
  readonly model: Model;
  /** Attributes of each item that are of no field. */
  readonly own: Item;
  readonly now: Date;
  readonly isUnique: boolean;
  readonly isGuarded: boolean;
  readonly records: object[];
  /** Those to be put one by one, or in transactions. */
  readonly alone: ImportedRecord[];
  /** Those to be put in batches. */
  readonly together: object[];
  readonly isIdGiven: Set<object>;
}

/** @throws DocumentNotValid, PrecisionError, AutodyneError `InvalidValue`, `MissingSortKey` */
function prepareImport(
  model: Model,
  recordClass: RecordClass,
  inputs: readonly GivenValues[],
): PreparedImport {
  const prepared: PreparedImport = {
    model,
    own: ownerAttributes(model),
    now: new Date(),
    isUnique: uniqueFieldsOf(model).length > 0,
    isGuarded: ownItemConditions(model).length > 0,
    records: [],
    alone: [],
    together: [],
    isIdGiven: new Set(),
  };
  for (const input of inputs) prepareRecord(prepared, newRecord(recordClass, input));
  return prepared;
}

function prepareRecord(prepared: PreparedImport, record: object): void {
  const { model, own, now, isUnique, isGuarded } = prepared;
  const state = stateOf(record);
  const isGiven = Boolean(readValue(state, model.partitionKey.position));
  prepared.records.push(record);
  if (isGiven) prepared.isIdGiven.add(record);
  if (isUnique || (isGuarded && isGiven)) {
    prepared.alone.push({ record, item: newRecordItem(record, state, now) });
  } else {
    completeRecord(record, state, now);
    prepareImported(state, own);
    prepared.together.push(record);
  }
}

type ImportWrite = ItemWrite & ImportedRecord;

/** Writes those of a model with unique fields; returns those that others are in the way of. */
function putInTransactions(
  model: Model,
  { client, tableName }: { client: ServiceClient; tableName: string },
  imported: readonly ImportedRecord[],
  isIdGiven: ReadonlySet<object>,
): Promise<RefusedOne<ImportWrite>[]> {
  const writes = imported.map(({ record, item }): ImportWrite => {
    const known = isIdGiven.has(record) ? {} : { known: null };
    const key = keyOf(item, keyNamesOf(model));
    const conditions = unlessOthers(model);
    return { kind: 'put', record, model, tableName, key, item, conditions, ...known };
  });
  return commitMany(client, writes, markPut);
}

/** Puts each where nothing, or a record of this model, has its key; those that something else has. */
async function putAlone(
  model: Model,
  client: ServiceClient,
  schema: TableSchema,
  imported: readonly ImportedRecord[],
): Promise<ImportedRecord[]> {
  const keyNames = keyNamesOf(model);
  const refusedKeys = new Set<string>();
  try {
    await putEach(client, schema, locatedItems(imported), {
      conditions: unlessOthers(model),
      onRefused: (key) => void refusedKeys.add(keyIdentity(key, keyNames)),
    });
  } catch (error) {
    if (!isAutodyneError(error, 'ConditionFailed')) throw error;
  }
  const isRefused = ({ item }: ImportedRecord): boolean => refusedKeys.has(keyIdentity(item, keyNames));
  markPut(imported.filter((each) => !isRefused(each)));
  return imported.filter(isRefused);
}

function keyNamesOf(model: Model): string[] {
  return keyFieldsOf(model).map(({ attribute }) => attribute);
}

function notImported(
  model: Model,
  refused: readonly RefusedOne<ImportWrite>[],
  count: number,
): RecordNotUnique {
  const records = refused.map(({ write }) => write.record);
  const [field] = refused.flatMap((one) => one.field?.name ?? []);
  const reasons = new Set(
    refused.map((one) => (one.field === undefined ? 'their ids' : `the same ${one.field.name}`)),
  );
  return new RecordNotUnique(
    `${model.name}.import did not write ${records.length} of ${countOf(count, 'record')}, since others have ${[...reasons].join(', or ')}: ${idsOf(model, records)}`,
    {
      records,
      details: {
        model: model.name,
        ...(field === undefined ? {} : { field }),
        written: count - records.length,
        refused: records.length,
      },
    },
  );
}

function markPut(imported: readonly ImportedRecord[]): void {
  for (const { record, item } of imported) {
    // Nobody has seen the record yet, who could have changed it.
    const state = stateOf(record);
    markSaved(state, item, state.values);
    rememberRecord(record);
  }
}

function othersHaveIds(model: Model, refused: readonly ImportedRecord[], count: number): RecordNotUnique {
  const records = refused.map(({ record }) => record);
  return new RecordNotUnique(
    `${model.name}.import did not write ${records.length} of ${countOf(count, 'record')}, since other models have their ids: ${idsOf(model, records)}`,
    {
      records,
      details: { model: model.name, written: count - records.length, refused: records.length },
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

async function* locatedItems(
  imported: readonly ImportedRecord[],
): AsyncGenerator<{ item: Item; location: string }> {
  for (const { item } of imported) yield { item, location: 'record' };
}
