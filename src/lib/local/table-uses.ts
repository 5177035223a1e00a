import { arrayElements, type ByteRange, objectMembers, type ScannedMember, textAt } from './json-scan.ts';
import { statementTargets } from './partiql-tables.ts';

/** One mention of a table in a request: what is done with it, and where its name stands in the body. */
export interface TableUse {
  /** The permission that IAM asks for, such as `PutItem`. */
  action: string;
  /** The table as the request names it, which may be by its ARN; `undefined` for a statement that names none. */
  table: string | undefined;
  indexName: string | undefined;
  /** Where the name stands as a JSON string; `undefined` within a PartiQL statement. */
  nameAt: ByteRange | undefined;
}

/**
 * Every table that a request of an item operation or of DescribeTable mentions, in its order, each one of repeated
 * members too. What the operation does not know, and what is missing, is left for the server to refuse.
 * @throws JsonScanError when the body is no JSON.
 */
export function tableUses(operation: string, body: Buffer): TableUse[] {
  const members = [...objectMembers(body)];
  const values = (name: string): ByteRange[] =>
    members.filter((member) => member.name === name).map((member) => member.valueAt);
  switch (operation) {
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return values('RequestItems').flatMap(({ start }) =>
        [...objectMembers(body, start)].map(({ name, nameAt }) => use(operation, name, nameAt)),
      );
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return values('TransactItems').flatMap((items) => transactUses(body, items));
    case 'ExecuteStatement':
      return values('Statement').flatMap((range) => statementUses(body, range));
    case 'BatchExecuteStatement':
      return values('Statements').flatMap((list) => statementListUses(body, list));
    case 'ExecuteTransaction':
      return values('TransactStatements').flatMap((list) => statementListUses(body, list));
    default:
      return singleTableUses(operation, body, members);
  }
}

function singleTableUses(operation: string, body: Buffer, members: readonly ScannedMember[]): TableUse[] {
  const named = (wanted: string): ScannedMember[] => members.filter(({ name }) => name === wanted);
  const indexName = named('IndexName')
    .map(({ valueAt }) => textAt(body, valueAt))
    .at(-1);
  return named('TableName').flatMap(({ valueAt }) => namedTable(operation, body, valueAt, indexName));
}

/** What a transaction's item may ask, and the permission that each needs. */
const TRANSACT_ACTIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

function transactUses(body: Buffer, items: ByteRange): TableUse[] {
  return [...arrayElements(body, items.start)].flatMap((item) =>
    [...objectMembers(body, item.start)].flatMap(({ name, valueAt }) =>
      [...objectMembers(body, valueAt.start)]
        .filter((member) => member.name === 'TableName')
        .flatMap((member) => namedTable(TRANSACT_ACTIONS[name] ?? name, body, member.valueAt)),
    ),
  );
}

function statementListUses(body: Buffer, list: ByteRange): TableUse[] {
  return [...arrayElements(body, list.start)].flatMap((entry) =>
    [...objectMembers(body, entry.start)]
      .filter((member) => member.name === 'Statement')
      .flatMap((member) => statementUses(body, member.valueAt)),
  );
}

/** A statement in which no table is found is a use too: nothing unread may pass. */
function statementUses(body: Buffer, range: ByteRange): TableUse[] {
  const statement = textAt(body, range);
  if (statement === undefined) return [];
  const targets = statementTargets(statement);
  if (targets.length === 0) return [use('PartiQLSelect', undefined, undefined)];
  return targets.map(({ action, tableName, indexName }) => use(action, tableName, undefined, indexName));
}

function namedTable(
  action: string,
  body: Buffer,
  nameAt: ByteRange,
  indexName: string | undefined = undefined,
): TableUse[] {
  const table = textAt(body, nameAt);
  return table === undefined ? [] : [use(action, table, nameAt, indexName)];
}

function use(
  action: string,
  table: string | undefined,
  nameAt: ByteRange | undefined,
  indexName: string | undefined = undefined,
): TableUse {
  return { action, table, indexName, nameAt };
}

/** The body with each of these names (one by an ARN, say) replaced; the body itself when there are none. */
export function withTableName(body: Buffer, names: readonly ByteRange[], tableName: string): Buffer {
  const replacement = Buffer.from(JSON.stringify(tableName));
  const pieces: Buffer[] = [];
  let copiedTo = 0;
  for (const { start, end } of names) {
    pieces.push(body.subarray(copiedTo, start), replacement);
    copiedTo = end;
  }
  return copiedTo === 0 ? body : Buffer.concat([...pieces, body.subarray(copiedTo)]);
}
