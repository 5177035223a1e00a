import type { GetItemCommandInput, GetItemOutput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { Placeholders, projectionExpression } from '../conditions/expression.ts';
import { assertExpressionsFit } from '../conditions/expression-limits.ts';
import type { LocatedItem } from '../elements/read-items.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import { assertValidItem } from '../keys/check-item.ts';
import { assertValidKey } from '../keys/check-key.ts';
import type { Item } from '../values/attribute-value.ts';
import { explainByRule } from './explain-refusal.ts';

export interface GetOptions {
  /** Strongly consistent: sees every write before it, at twice the units. */
  isConsistent?: boolean | undefined;
  /** Attributes to get; all unless given. */
  attributes?: readonly AttributePath[] | undefined;
}

/** The GetItem request for one key. */
function getItemInput(tableName: string, key: Item, options: GetOptions = {}): GetItemCommandInput {
  return { TableName: tableName, Key: key, ...getInput(options), ReturnConsumedCapacity: 'INDEXES' };
}

/** The members that GetItem and BatchGetItem share. */
export function getInput({
  isConsistent,
  attributes,
}: GetOptions): Pick<
  GetItemCommandInput,
  'ConsistentRead' | 'ProjectionExpression' | 'ExpressionAttributeNames'
> {
  const placeholders = new Placeholders();
  const projection = attributes && projectionExpression(attributes, placeholders);
  const expressions =
    projection === undefined ? {} : { ProjectionExpression: projection, ...placeholders.toInput() };
  assertExpressionsFit(expressions);
  return { ...(isConsistent ? { ConsistentRead: true } : {}), ...expressions };
}

/**
 * Gets one item; one request (and DescribeTable to explain a refusal). For an absent item the response has no `Item`.
 * @throws AutodyneError `InvalidInput` when the key is not one of the table's, or as the service fails
 */
export async function getItem(
  client: ServiceClient,
  tableName: string,
  { item: key, location }: LocatedItem,
  options: GetOptions = {},
): Promise<GetItemOutput> {
  assertValidItem(key, location);
  const input = getItemInput(tableName, key, options);
  try {
    return await callOperation(client, 'GetItem', input);
  } catch (error) {
    throw await explainByRule(client, tableName, error, (schema) => assertValidKey(key, location, schema));
  }
}
