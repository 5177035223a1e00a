import { refusesWrites, type ServiceClient } from '../../client/client-sender.ts';
import { readOnlyError } from '../../client/read-only.ts';
import type { KeySchema } from '../../items/keys/key-schema.ts';
import { loadTableSchema } from '../../items/read/describe-table.ts';
import { clientOf, configuredClient } from '../config/configure.ts';
import type { Model } from '../definition/model.ts';
import { checkSharedKey } from './shared-key.ts';

/** The client and the table of a model. */
export interface ReadyTable {
  readonly client: ServiceClient;
  readonly tableName: string;
}

/** The keys of one tables, by their names, as each client described them. */
const keys = new WeakMap<ServiceClient, Map<string, Promise<KeySchema>>>();

/**
 * Refuses a write in read-only mode, before anything of the app's is called for it.
 * @param what the write is to do: `save`
 * @throws AutodyneError `ReadOnly`
 */
export function checkMayWrite(model: Model, what: string): void {
  if (refusesWrites(clientOfModel(model))) throw readOnlyError(`${what} a record of ${model.name}`);
}

function clientOfModel({ client }: Model): ServiceClient {
  return client === undefined ? configuredClient() : clientOf(client);
}

/**
 * The client and table of a model, before its first request. The one table is described once for each client: its
 * partition key's name becomes that of the models' partition key, and one with a sort key, or a partition key that is no
 * string, is refused.
 * @throws AutodyneError `InvalidSettings`, `InvalidModel`, or as the service fails
 */
export async function readyTable(model: Model): Promise<ReadyTable> {
  const client = clientOfModel(model);
  const { name: tableName, isShared } = model.table;
  if (isShared) takeKey(model, await keyOfTable(model.client ?? client, client, tableName));
  return { client, tableName };
}

function keyOfTable(known: ServiceClient, client: ServiceClient, tableName: string): Promise<KeySchema> {
  const ofClient = keys.get(known) ?? new Map<string, Promise<KeySchema>>();
  keys.set(known, ofClient);
  let key = ofClient.get(tableName);
  if (key === undefined) {
    key = loadTableSchema(client, tableName).then((schema) => schema.key);
    ofClient.set(tableName, key);
    key.catch(() => ofClient.delete(tableName));
  }
  return key;
}

function takeKey(model: Model, key: KeySchema): void {
  const { partitionKey: field, table, name, fields } = model;
  checkSharedKey(table.name, key, {
    name,
    partitionKey: field.name,
    fields: fields.filter((other) => other !== field),
  });
  const { partitionKey } = key;
  if (field.attribute === partitionKey.name) return;
  model.fieldByAttribute.delete(field.attribute);
  model.fieldByAttribute.set(partitionKey.name, field);
  field.attribute = partitionKey.name;
  table.schema = { ...table.schema, key: { partitionKey, sortKey: undefined } };
}
