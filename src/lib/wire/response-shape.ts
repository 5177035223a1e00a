import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { isJsonObject } from '../json/parse-json.ts';
import { changedTableShape, describedTableShape } from './description-shape.ts';
import { itemShape } from './item-shape.ts';
import {
  listShape,
  type MemberShape,
  mapShape,
  numberShape,
  objectShape,
  stringShape,
} from './member-shape.ts';
import { isSelect } from './partiql-tables.ts';

type Members = Readonly<Record<string, unknown>>;

/** The problem of an operation's output, by DynamoDB's names; `undefined` when there is none. */
type ShapeRule = (output: Members, input: Members) => string | undefined;

const capacity = objectShape(
  {},
  { CapacityUnits: numberShape, ReadCapacityUnits: numberShape, WriteCapacityUnits: numberShape },
);
const consumedCapacity = objectShape(
  {},
  {
    TableName: stringShape,
    CapacityUnits: numberShape,
    ReadCapacityUnits: numberShape,
    WriteCapacityUnits: numberShape,
    Table: capacity,
    LocalSecondaryIndexes: mapShape(capacity),
    GlobalSecondaryIndexes: mapShape(capacity),
  },
);

const listOfConsumed = listShape(consumedCapacity);
const restOfPage = outputShape({}, { ScannedCount: numberShape, LastEvaluatedKey: keyShape });
const changedTable = outputShape({ TableDescription: changedTableShape });

/**
 * What a response must have, and what is used of the rest, by operation: a server that responds with 200 and leaves a
 * member out is not DynamoDB, and an empty response must not pass for an empty table, or for writes that were carried
 * out. Operations that may respond with `{}`, and of which nothing else is used, are not listed.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html
 */
function rulesFor(item: MemberShape, key: MemberShape): Readonly<Record<string, ShapeRule>> {
  const items = listShape(item);
  const page = outputShape({}, { Items: items, ScannedCount: numberShape, LastEvaluatedKey: key });
  const pageRule: ShapeRule = (output, input) =>
    countProblem(lengthOf(output['Items']), output, input) ?? page(output);
  const statement = outputShape({}, { Items: items, NextToken: stringShape, LastEvaluatedKey: key });
  const written = outputShape({}, { Attributes: item });
  const gotten = outputShape({ Responses: listShape(objectShape({}, { Item: item })) }, {}, listOfConsumed);
  return {
    Scan: pageRule,
    Query: pageRule,
    // A SELECT returns items, though there be none; a write may return nothing.
    ExecuteStatement: (output, { Statement }) =>
      isSelect(String(Statement)) && output['Items'] === undefined ? 'no "Items"' : statement(output),
    GetItem: outputShape({}, { Item: item }),
    PutItem: written,
    DeleteItem: written,
    UpdateItem: (output, { ReturnValues }) =>
      ReturnValues === 'ALL_NEW' && output['Attributes'] === undefined ? 'no "Attributes"' : written(output),
    BatchGetItem: outputShape(
      { Responses: mapShape(items), UnprocessedKeys: mapShape(objectShape({ Keys: items })) },
      {},
      listOfConsumed,
    ),
    BatchWriteItem: outputShape(
      { UnprocessedItems: mapShape(listShape(objectShape({}))) },
      {},
      listOfConsumed,
    ),
    TransactGetItems: (output, input) => transactionProblem(output, input) ?? gotten(output),
    TransactWriteItems: outputShape({}, {}, listOfConsumed),
    DescribeTable: outputShape({ Table: describedTableShape }),
    CreateTable: changedTable,
    UpdateTable: changedTable,
    DeleteTable: changedTable,
    DescribeTimeToLive: outputShape({
      TimeToLiveDescription: objectShape({}, { TimeToLiveStatus: stringShape, AttributeName: stringShape }),
    }),
    ListTables: outputShape({ TableNames: listShape(stringShape) }, { LastEvaluatedTableName: stringShape }),
    ListTagsOfResource: outputShape(
      {},
      { Tags: listShape(objectShape({ Key: stringShape, Value: stringShape })), NextToken: stringShape },
    ),
  };
}

const RULES = rulesFor(itemShape, keyShape);

/**
 * Checks that an operation's output has the members that DynamoDB always returns.
 * @throws AutodyneError `Unreachable`, naming the missing member
 */
export function checkResponseShape(
  operation: string,
  output: Members,
  input: Members,
  rules: Readonly<Record<string, ShapeRule>> = RULES,
): void {
  if (Object.hasOwn(output, '__type')) throw notDynamoDb(operation, 'it is an error');
  const problem = rules[operation]?.(output, input);
  if (problem !== undefined) throw notDynamoDb(operation, problem);
}

/** The same for each response that a client of the SDK gets, but for the values of items: those of a document client are JavaScript's. */
export function addShapeCheck(client: DynamoDBClient): void {
  const rules = rulesFor(objectShape({}), plainKeyShape);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      const operation = String(context.commandName).replace(/Command$/, '');
      checkResponseShape(
        operation,
        result.output as object as Members,
        args.input as object as Members,
        rules,
      );
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
  const isError = Object.hasOwn(output, '__type');
  const problem = isError ? 'it is an error' : (countProblem(itemCount, output, input) ?? restOfPage(output));
  if (problem !== undefined) throw notDynamoDb(operation, problem);
}

function countProblem(
  itemCount: number | undefined,
  { Count }: Members,
  { Select }: Members,
): string | undefined {
  if (!isCount(Count)) return 'no "Count"';
  if (Select === 'COUNT') return undefined;
  if (itemCount === undefined) return 'no "Items"';
  return itemCount === Count ? undefined : `${itemCount} in "Items", but "Count" is ${Count}`;
}

/** The members of a response, and the units that it consumed: of several tables, a list of them. */
function outputShape(
  required: Readonly<Record<string, MemberShape>>,
  optional: Readonly<Record<string, MemberShape>> = {},
  consumed: MemberShape = consumedCapacity,
): (output: Members) => string | undefined {
  const shape = objectShape(required, { ...optional, ConsumedCapacity: consumed });
  return (output) => shape(output, '');
}

function lengthOf(items: unknown): number | undefined {
  return Array.isArray(items) ? items.length : undefined;
}

/** A `LastEvaluatedKey` has one attribute or more, each a string, a number or binary. */
function keyShape(key: unknown, path: string): string | undefined {
  const isKey = isJsonObject(key) && Object.values(key).every(isKeyValue);
  return isKey ? plainKeyShape(key, path) : `"${path}" is not a key`;
}

function plainKeyShape(key: unknown, path: string): string | undefined {
  return isJsonObject(key) && Object.keys(key).length > 0 ? undefined : `"${path}" is not a key`;
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

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
