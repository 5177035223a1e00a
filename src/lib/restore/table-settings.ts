import type { TableDescription, Tag } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { tableSchema } from '../items/keys/key-schema.ts';
import { describedTable } from '../schema/described-table.ts';
import type { SourceSchema } from '../schema/source-schema.ts';

/** The settings of a table after a restore, each as a message. */
export interface SettingsOutcome {
  set: string[];
  /** Those that the source's table had and this one does not have, each with the reason if it is known. */
  notSet: string[];
}

export interface RestoredTable {
  table: TableDescription;
  /** The table had no items before the restore. */
  wasEmpty: boolean;
}

/**
 * Sets time to live and tags as the schema has them, where the credentials may, and reports what else the table lacks.
 * An existing setting, and another value of a tag, is left alone. A refusal is no failure.
 * @throws nothing that the service responds with
 */
export async function setTableSettings(
  client: ServiceClient,
  restored: RestoredTable,
  schema: SourceSchema,
): Promise<SettingsOutcome> {
  const outcome: SettingsOutcome = { set: [], notSet: lacking(restored.table, schema) };
  if (typeof schema.timeToLive === 'string')
    await setTimeToLive(client, restored, schema.timeToLive, outcome);
  if (schema.tags !== undefined) await setTags(client, restored.table, schema.tags, outcome);
  return outcome;
}

/**
 * Settings that no restore makes, unless the table has them anyway; and those that CreateTable makes only for a new
 * table.
 */
export function lacking(table: TableDescription, schema: SourceSchema): string[] {
  const { unset: has, table: is } = describedTable(table, `table ${table.TableName}`);
  const locals = new Set(
    tableSchema(is).indexes.flatMap(({ kind, name }) => (kind === 'local' ? [name] : [])),
  );
  const missingLocals = (schema.table.LocalSecondaryIndexes ?? [])
    .map(({ IndexName = '' }) => IndexName)
    .filter((name) => !locals.has(name))
    .map((name) => `local index ${name}`);
  const throughput = throughputOf(schema.table);
  const isThroughputLacking = throughput !== undefined && throughput !== throughputOf(is);
  return [
    ...missingLocals,
    ...(isThroughputLacking ? [throughput] : []),
    ...schema.unset.filter((setting) => !has.includes(setting)),
  ];
}

/** As a message; `undefined` where the table is on demand. */
function throughputOf(table: TableDescription): string | undefined {
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = table.ProvisionedThroughput ?? {};
  const isOnDemand = table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST' || read === 0;
  return isOnDemand ? undefined : `provisioned throughput (read ${read}, write ${write})`;
}

async function setTimeToLive(
  client: ServiceClient,
  { table, wasEmpty }: RestoredTable,
  attribute: string,
  { set, notSet }: SettingsOutcome,
): Promise<void> {
  const { TableName: tableName = '' } = table;
  const setting = `time to live on ${attribute}`;
  if (!wasEmpty) {
    notSet.push(`${setting} (the table already had items, which it could delete)`);
    return;
  }
  try {
    const is = await ifAllowed(() => callOperation(client, 'DescribeTimeToLive', { TableName: tableName }));
    const { AttributeName, TimeToLiveStatus = 'DISABLED' } = is?.TimeToLiveDescription ?? {};
    const isOn = TimeToLiveStatus === 'ENABLED' || TimeToLiveStatus === 'ENABLING';
    if (isOn && AttributeName !== attribute) {
      notSet.push(`${setting} (the table has it on ${AttributeName})`);
      return;
    }
    const TimeToLiveSpecification = { Enabled: true, AttributeName: attribute };
    if (!isOn) {
      await callOperation(client, 'UpdateTimeToLive', { TableName: tableName, TimeToLiveSpecification });
    }
    set.push(`${setting} (expired items will be deleted)`);
  } catch (error) {
    notSet.push(`${setting} (${reasonOf(error)})`);
  }
}

async function setTags(
  client: ServiceClient,
  { TableArn }: TableDescription,
  tags: readonly Tag[],
  { set, notSet }: SettingsOutcome,
): Promise<void> {
  // Tags of that prefix are AWS's own, such as those of a CloudFormation stack: users cannot set them.
  const wanted = tags.filter(({ Key = '' }) => !Key.startsWith('aws:'));
  if (wanted.length === 0 || TableArn === undefined) return;
  try {
    const listed = await ifAllowed(() =>
      callOperation(client, 'ListTagsOfResource', { ResourceArn: TableArn }),
    );
    const is = new Map((listed?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    const missing = wanted.filter(({ Key }) => !is.has(Key));
    for (const { Key, Value } of wanted) {
      if (is.has(Key) && is.get(Key) !== Value) notSet.push(`tag ${Key} (the table has another value)`);
    }
    if (missing.length > 0) {
      await callOperation(client, 'TagResource', { ResourceArn: TableArn, Tags: [...missing] });
    }
    set.push(
      ...wanted.filter(({ Key, Value }) => (is.get(Key) ?? Value) === Value).map(({ Key }) => `tag ${Key}`),
    );
  } catch (error) {
    notSet.push(...wanted.map(({ Key }) => `tag ${Key} (${reasonOf(error)})`));
  }
}

/** Restricted credentials may not read the setting either: then setting it is tried. */
async function ifAllowed<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!isAutodyneError(error)) throw error;
  return String(error.details.awsError ?? error.message);
}
