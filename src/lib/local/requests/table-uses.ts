import { statementTargets } from '../../wire/partiql-tables.ts';
import type { ByteEdit } from './byte-edits.ts';
import {
  type ByteRange,
  eachElementOf,
  eachMember,
  eachMemberOf,
  type ScannedMember,
  stringOf,
} from './request-members.ts';

/** One mention of a table in a request: the action on it, and the range of its name in the body. */
export interface TableUse {
  /** The permission that IAM requires, such as `PutItem`. */
  action: string;
  /** The table as the request names it, which may be by its ARN; `undefined` for a statement that names none. */
  table: string | undefined;
  indexName: string | undefined;
  /** The range of the name's JSON string; `undefined` within a PartiQL statement. */
  nameAt: ByteRange | undefined;
}

/** More than any request may have: 100 keys, writes or statements. */
const MAX_USES = 100;

/**
 * Every table that a request of an item operation or of DescribeTable mentions, in its order, each one of repeated
 * members too. Members that the operation does not know, or that are missing, are left for the server to refuse; a
 * value that is no object, array or string where one is required is refused here: a server may take one for another,
 * and find a table in it.
 * @param onMember called with each member of the request, so that they need not be searched again
 * @throws MalformedRequest when the body is not of the operation's shape; {@link TooManyUses}
 */
export function tableUses(
  operation: string,
  body: Buffer,
  onMember?: (member: ScannedMember) => void,
): TableUse[] {
  const uses = new Uses();
  const readMember = MEMBER_READERS[operation] ?? readTableName;
  const names: MemberNames = { indexName: undefined };
  eachMember(body, (member) => {
    onMember?.(member);
    const { name, valueAt } = member;
    readMember({ operation, body, name, valueAt, uses, names });
  });
  if (names.indexName === undefined) return uses.list;
  return uses.list.map((one) => ({ ...one, indexName: one.indexName ?? names.indexName }));
}

/** The request mentions tables more often than DynamoDB's limits allow. */
export class TooManyUses extends Error {}

class Uses {
  readonly list: TableUse[] = [];

  add(action: string, table: string | undefined, nameAt?: ByteRange, indexName?: string): void {
    if (this.list.length === MAX_USES) throw new TooManyUses();
    this.list.push({ action, table, indexName, nameAt });
  }
}

interface MemberNames {
  indexName: string | undefined;
}

interface Reading {
  operation: string;
  body: Buffer;
  /** The name of the current member of the request. */
  name: string;
  valueAt: ByteRange;
  uses: Uses;
  names: MemberNames;
}

const MEMBER_READERS: Readonly<Record<string, (reading: Reading) => void>> = {
  BatchGetItem: readRequestItems,
  BatchWriteItem: readRequestItems,
  TransactGetItems: readTransactItems,
  TransactWriteItems: readTransactItems,
  ExecuteStatement: ({ body, name, valueAt, uses }) => {
    if (name === 'Statement') addStatement(body, valueAt, uses);
  },
  BatchExecuteStatement: (reading) => readStatements(reading, 'Statements'),
  ExecuteTransaction: (reading) => readStatements(reading, 'TransactStatements'),
};

function readTableName({ operation, body, name, valueAt, uses, names }: Reading): void {
  if (name === 'IndexName') names.indexName = stringOf(body, valueAt);
  if (name === 'TableName') addTable(operation, body, valueAt, uses);
}

function readRequestItems({ operation, body, name, valueAt, uses }: Reading): void {
  if (name !== 'RequestItems') return;
  eachMemberOf(body, valueAt, (table) => uses.add(operation, table.name, table.nameAt));
}

/** The actions in a transaction's item, and the permission that each needs. */
const TRANSACT_ACTIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

function readTransactItems({ body, name, valueAt, uses }: Reading): void {
  if (name !== 'TransactItems') return;
  eachElementOf(body, valueAt, (item) =>
    eachMemberOf(body, item, (asked) =>
      eachMemberOf(body, asked.valueAt, (member) => {
        const action = TRANSACT_ACTIONS[asked.name] ?? asked.name;
        if (member.name === 'TableName') addTable(action, body, member.valueAt, uses);
      }),
    ),
  );
}

function readStatements({ body, name, valueAt, uses }: Reading, listName: string): void {
  if (name !== listName) return;
  eachElementOf(body, valueAt, (entry) =>
    eachMemberOf(body, entry, (member) => {
      if (member.name === 'Statement') addStatement(body, member.valueAt, uses);
    }),
  );
}

/** A statement in which no table is found is a use too: nothing unchecked may pass. */
function addStatement(body: Buffer, range: ByteRange, uses: Uses): void {
  const statement = stringOf(body, range);
  if (statement === undefined) return;
  const targets = statementTargets(statement);
  if (targets.length === 0) uses.add('PartiQLSelect', undefined);
  for (const { action, tableName, indexName } of targets) uses.add(action, tableName, undefined, indexName);
}

function addTable(action: string, body: Buffer, nameAt: ByteRange, uses: Uses): void {
  const table = stringOf(body, nameAt);
  if (table !== undefined) uses.add(action, table, nameAt);
}

/** The edits that replace each of these names (one by an ARN, say) by the table's name. */
export function tableNameEdits(names: readonly ByteRange[], tableName: string): ByteEdit[] {
  const replacement = JSON.stringify(tableName);
  return names.map(({ start, end }) => ({ start, end, replacement }));
}
