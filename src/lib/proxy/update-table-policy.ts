import { isJsonObject } from '../json/parse-json.ts';
import type { WireError } from './error-responses.ts';
import type { JsonMembers } from './read-body.ts';

/** The one table that a caller may change. */
export interface OwnTable {
  tableName: string;
  /** Its ARN, by which a caller may name it too. */
  tableArn?: string | undefined;
}

/** The request to DynamoDB: built member by member from validated values; the caller's text is never passed on. */
export interface UpdateTableCall {
  TableName: string;
  AttributeDefinitions?: readonly AttributeDefinition[];
  GlobalSecondaryIndexUpdates: readonly [IndexUpdate];
}

export interface AttributeDefinition {
  AttributeName: string;
  AttributeType: string;
}

export type IndexUpdate = { Create: CreateIndex } | { Delete: { IndexName?: string } };

export interface CreateIndex {
  IndexName?: string;
  KeySchema?: readonly { AttributeName?: string; KeyType?: string }[];
  Projection?: { ProjectionType?: string; NonKeyAttributes?: readonly string[] };
}

export type PolicyVerdict =
  | { isAllowed: true; call: UpdateTableCall }
  | { isAllowed: false; error: WireError };

/**
 * Validates an UpdateTable body: the call to make, or the error to respond with. Creating or deleting one global
 * secondary index of the caller's own table is allowed; each other member, a known one or not, is refused by its name,
 * whatever the table's state. Problems within an allowed change (a missing key schema, say) are left for DynamoDB to
 * report. Pure; `body` has no member twice (see `readBody`).
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
 */
export function validateUpdateTable(body: JsonMembers, own: OwnTable): PolicyVerdict {
  try {
    return { isAllowed: true, call: readCall(body, own) };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { isAllowed: false, error: refusal.error };
    throw refusal;
  }
}

class Refusal extends Error {
  readonly error: WireError;
  constructor(name: string, message: string) {
    super(message);
    this.error = { name, message };
  }
}

const invalid = (message: string): Refusal => new Refusal('ValidationException', message);
const invalidParameter = (message: string): Refusal =>
  invalid(`One or more parameter values were invalid: ${message}`);

function readCall(body: JsonMembers, own: OwnTable): UpdateTableCall {
  allowOnly(body, ['TableName', 'AttributeDefinitions', 'GlobalSecondaryIndexUpdates']);
  const updates = list(body['GlobalSecondaryIndexUpdates'], 'GlobalSecondaryIndexUpdates', readUpdate);
  const definitions = list(body['AttributeDefinitions'], 'AttributeDefinitions', readDefinition);
  checkTable(text(body['TableName'], 'TableName'), own);
  const [change, ...more] = updates ?? [];
  if (change === undefined) {
    throw invalid(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
    );
  }
  if (more.length > 0) throw tooManyChanges([change, ...more]);
  const needed =
    definitions?.filter((definition) => keyNames(change).includes(definition.AttributeName)) ?? [];
  return {
    TableName: own.tableName,
    ...(needed.length === 0 ? {} : { AttributeDefinitions: needed }),
    GlobalSecondaryIndexUpdates: [change],
  };
}

function checkTable(name: string | undefined, own: OwnTable): void {
  if (name === undefined) {
    throw invalid("The parameter 'TableName' is required but was not present in the request");
  }
  if (name !== own.tableName && name !== own.tableArn)
    throw invalid(`Modifying table ${name} is not allowed`);
}

/** DynamoDB takes one creation or deletion a call, and has another message when both are of one index. */
function tooManyChanges(changes: readonly IndexUpdate[]): Refusal {
  const names = changes.map(indexNameOf);
  const twice = names.find((name, at) => name !== undefined && names.indexOf(name) !== at);
  return twice === undefined
    ? new Refusal(
        'LimitExceededException',
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      )
    : invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${twice}`,
      );
}

function indexNameOf(change: IndexUpdate): string | undefined {
  return 'Create' in change ? change.Create.IndexName : change.Delete.IndexName;
}

function keyNames(change: IndexUpdate): (string | undefined)[] {
  return 'Create' in change ? (change.Create.KeySchema ?? []).map((element) => element.AttributeName) : [];
}

const UPDATES = 'GlobalSecondaryIndexUpdates';

function readUpdate(value: unknown): IndexUpdate {
  const update = object(value, UPDATES);
  allowOnly(update, ['Create', 'Delete'], UPDATES);
  const { Create, Delete } = update;
  if (Create !== undefined && Delete !== undefined) {
    throw invalidParameter(
      'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
    );
  }
  if (Create !== undefined) return { Create: readCreate(object(Create, `${UPDATES}.Create`)) };
  if (Delete === undefined) {
    throw invalidParameter(
      'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
    );
  }
  const path = `${UPDATES}.Delete`;
  const deletion = object(Delete, path);
  allowOnly(deletion, ['IndexName'], path);
  return { Delete: present({ IndexName: text(deletion['IndexName'], `${path}.IndexName`) }) };
}

function readCreate(create: JsonMembers): CreateIndex {
  const path = `${UPDATES}.Create`;
  allowOnly(create, ['IndexName', 'KeySchema', 'Projection'], path);
  return present({
    IndexName: text(create['IndexName'], `${path}.IndexName`),
    KeySchema: list(create['KeySchema'], `${path}.KeySchema`, (value, at) => {
      const element = object(value, at);
      allowOnly(element, ['AttributeName', 'KeyType'], at);
      return present({
        AttributeName: text(element['AttributeName'], at),
        KeyType: text(element['KeyType'], at),
      });
    }),
    Projection: create['Projection'] === undefined ? undefined : readProjection(create['Projection']),
  });
}

function readProjection(value: unknown): NonNullable<CreateIndex['Projection']> {
  const path = `${UPDATES}.Create.Projection`;
  const projection = object(value, path);
  allowOnly(projection, ['ProjectionType', 'NonKeyAttributes'], path);
  return present({
    ProjectionType: text(projection['ProjectionType'], `${path}.ProjectionType`),
    NonKeyAttributes: list(projection['NonKeyAttributes'], `${path}.NonKeyAttributes`, requiredText),
  });
}

function readDefinition(value: unknown, path: string): AttributeDefinition {
  const definition = object(value, path);
  allowOnly(definition, ['AttributeName', 'AttributeType'], path);
  return {
    AttributeName: requiredText(definition['AttributeName'], `${path}.AttributeName`),
    AttributeType: requiredText(definition['AttributeType'], `${path}.AttributeType`),
  };
}

function allowOnly(value: JsonMembers, allowed: readonly string[], path?: string): void {
  const other = Object.keys(value).find((name) => !allowed.includes(name));
  if (other === undefined) return;
  throw invalid(`Modifying ${path === undefined ? '' : `${path}.`}${other} is not allowed`);
}

function wrongType(path: string): Refusal {
  return new Refusal('SerializationException', `Unexpected value type in payload: ${path}`);
}

function object(value: unknown, path: string): JsonMembers {
  if (!isJsonObject(value)) throw wrongType(path);
  return value;
}

function text(value: unknown, path: string): string | undefined {
  if (value !== undefined && typeof value !== 'string') throw wrongType(path);
  return value;
}

function requiredText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrongType(path);
  return value;
}

function list<T>(value: unknown, path: string, read: (element: unknown, path: string) => T): T[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrongType(path);
  return value.map((element: unknown) => read(element, path));
}

/** The members that are not `undefined`. */
function present<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
