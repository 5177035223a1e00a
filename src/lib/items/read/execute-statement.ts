import type { ConsumedCapacity, ExecuteStatementCommandInput } from '@aws-sdk/client-dynamodb';
import { type CallOptions, callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { MAX_STATEMENT_LENGTH } from '../../wire/request-limits.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

/** A statement of PartiQL, DynamoDB's SQL. */
export interface StatementRequest {
  /** One SELECT, INSERT, UPDATE or DELETE, with a `?` for each parameter. */
  statement: string;
  parameters?: readonly AttributeValue[];
  /** Strongly consistent, of a SELECT: at twice the units. */
  isConsistent?: boolean;
  /** Items that one request evaluates: DynamoDB's `Limit`. */
  pageSize?: number;
  /** `NextToken` of the page before; `undefined` for the first. */
  nextToken?: string | undefined;
}

/** One response. */
export interface StatementPage {
  items: Item[];
  /** Where to go on; `undefined` when there is nothing more. */
  nextToken: string | undefined;
  consumedCapacity: ConsumedCapacity | undefined;
}

/**
 * The ExecuteStatement request; pure.
 * @throws AutodyneError `InvalidUsage` for a statement that is empty or longer than DynamoDB allows
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
 */
export function executeStatementInput(request: StatementRequest): ExecuteStatementCommandInput {
  const { statement, parameters = [], isConsistent, pageSize, nextToken } = request;
  if (statement.trim() === '') throw new AutodyneError('InvalidUsage', 'the statement is empty');
  if (statement.length > MAX_STATEMENT_LENGTH) {
    const message = `the statement has ${statement.length} characters; DynamoDB allows at most ${MAX_STATEMENT_LENGTH}`;
    throw new AutodyneError('InvalidUsage', message, {
      suggestions: ['write values as ? and hand them over as parameters'],
    });
  }
  return {
    Statement: statement,
    ...(parameters.length === 0 ? {} : { Parameters: [...parameters] }),
    ...(isConsistent ? { ConsistentRead: true } : {}),
    ...(pageSize === undefined ? {} : { Limit: pageSize }),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    ReturnConsumedCapacity: 'INDEXES',
  };
}

/**
 * Executes a statement: one request. A SELECT without the partition key reads the whole table, page by page.
 * @throws AutodyneError `InvalidUsage`, `ConditionFailed`, `AlreadyExists` (INSERT of an item that is there),
 *   `ReadOnly` (of all but a SELECT), or as the service fails
 */
export async function executeStatement(
  client: ServiceClient,
  request: StatementRequest,
  options: CallOptions = {},
): Promise<StatementPage> {
  const output = await callOperation(client, 'ExecuteStatement', executeStatementInput(request), options);
  const { Items: items = [], NextToken: nextToken, ConsumedCapacity: consumedCapacity } = output;
  return { items, nextToken, consumedCapacity };
}

/** The pages of a statement, each asked for when the one before was taken; they may be empty. */
export async function* statementPages(
  client: ServiceClient,
  request: StatementRequest,
  options: CallOptions = {},
): AsyncGenerator<StatementPage, void, undefined> {
  let { nextToken } = request;
  do {
    const page = await executeStatement(
      client,
      { ...request, ...(nextToken === undefined ? {} : { nextToken }) },
      options,
    );
    yield page;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
