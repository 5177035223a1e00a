import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { isJsonObject } from '../json/parse-json.ts';

type Members = Readonly<Record<string, unknown>>;

/** The problem of an operation's output, by DynamoDB's names; `undefined` when there is none. */
type ShapeRule = (output: Members, input: Members) => string | undefined;

/**
 * The members that a response must have, by operation: a server that responds with 200 and leaves one out is not
 * DynamoDB, and an empty response must not pass for an empty table, or for writes that were carried out. Operations
 * that may respond with `{}` are not listed.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html
 */
const RULES: Readonly<Record<string, ShapeRule>> = {
  Scan: (output, input) => pageProblem(lengthOf(output['Items']), output, input),
  Query: (output, input) => pageProblem(lengthOf(output['Items']), output, input),
  GetItem: ({ Item }) => (Item === undefined || isJsonObject(Item) ? undefined : '"Item" is not an object'),
  BatchGetItem: (output) => recordProblem(output, 'Responses') ?? recordProblem(output, 'UnprocessedKeys'),
  BatchWriteItem: (output) => recordProblem(output, 'UnprocessedItems'),
  TransactGetItems: transactionProblem,
  DescribeTable: (output) => tableProblem(output['Table'], 'Table'),
  CreateTable: (output) => recordProblem(output, 'TableDescription'),
  UpdateTable: (output) => recordProblem(output, 'TableDescription'),
  DeleteTable: (output) => recordProblem(output, 'TableDescription'),
  DescribeTimeToLive: (output) => recordProblem(output, 'TimeToLiveDescription'),
  ListTables: ({ TableNames }) => (Array.isArray(TableNames) ? undefined : 'no "TableNames"'),
};

/**
 * Checks that an operation's output has the members that DynamoDB always returns.
 * @throws AutodyneError `Unreachable`, naming the missing member
 */
export function checkResponseShape(operation: string, output: Members, input: Members): void {
  if (Object.hasOwn(output, '__type')) throw notDynamoDb(operation, 'it is an error');
  const problem = RULES[operation]?.(output, input);
  if (problem !== undefined) throw notDynamoDb(operation, problem);
}

/** The same for each response that a client of the SDK gets. */
export function addShapeCheck(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const operation = String(context.commandName).replace(/Command$/, '');
      checkResponseShape(operation, result.output as object as Members, args.input as object as Members);
      return result;
    },
    { step: 'initialize', priority: 'low', name: 'autodyneShapeCheck' },
  );
}

/** The error for a response that DynamoDB would never send. */
export function notDynamoDb(operation: string, problem: string): AutodyneError {
  const message = `the response of ${operation} is not a valid DynamoDB response: ${problem}`;
  return new AutodyneError('Unreachable', message, {
    suggestions: [
      'check that AUTODYNE_ENDPOINT_URL is a DynamoDB server, and that nothing changes its responses',
    ],
  });
}

/**
 * The same for a page whose items are still bytes.
 * @param itemCount `undefined` where the response has no `Items`
 */
export function checkPage(
  operation: string,
  itemCount: number | undefined,
  output: Members,
  input: Members,
): void {
  const problem = pageProblem(itemCount, output, input);
  if (problem !== undefined) throw notDynamoDb(operation, problem);
}

function pageProblem(
  itemCount: number | undefined,
  output: Members,
  { Select }: Members,
): string | undefined {
  if (Object.hasOwn(output, '__type')) return 'it is an error';
  const { Count, LastEvaluatedKey } = output;
  if (!isCount(Count)) return 'no "Count"';
  if (Select !== 'COUNT') {
    if (itemCount === undefined) return 'no "Items"';
    if (itemCount !== Count) return `${itemCount} in "Items", but "Count" is ${Count}`;
  }
  return keyProblem(LastEvaluatedKey);
}

function lengthOf(items: unknown): number | undefined {
  return Array.isArray(items) ? items.length : undefined;
}

/** A `LastEvaluatedKey` has one attribute or more, each a string, a number or binary. */
function keyProblem(key: unknown): string | undefined {
  if (key === undefined || key === null) return undefined;
  const isKey = isJsonObject(key) && Object.keys(key).length > 0 && Object.values(key).every(isKeyValue);
  return isKey ? undefined : '"LastEvaluatedKey" is not a key';
}

function isKeyValue(value: unknown): boolean {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return false;
  const { S, N, B } = value;
  return typeof S === 'string' || typeof N === 'string' || typeof B === 'string' || B instanceof Uint8Array;
}

function transactionProblem({ Responses }: Members, { TransactItems }: Members): string | undefined {
  const asked = Array.isArray(TransactItems) ? TransactItems.length : 0;
  if (!Array.isArray(Responses)) return 'no "Responses"';
  return Responses.length === asked ? undefined : `${Responses.length} of ${asked} "Responses"`;
}

function tableProblem(table: unknown, name: string): string | undefined {
  if (!isJsonObject(table)) return `no "${name}"`;
  const { TableName, KeySchema, AttributeDefinitions } = table;
  if (typeof TableName !== 'string') return 'a table without a "TableName"';
  if (!Array.isArray(KeySchema) || KeySchema.length === 0) return 'a table without a "KeySchema"';
  return Array.isArray(AttributeDefinitions) ? undefined : 'a table without "AttributeDefinitions"';
}

function recordProblem(output: Members, name: string): string | undefined {
  return isJsonObject(output[name]) ? undefined : `no "${name}"`;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
