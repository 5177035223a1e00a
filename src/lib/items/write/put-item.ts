import type { PutItemCommandInput, PutItemOutput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { attributeNotExists, type Condition } from '../conditions/condition.ts';
import { allOf, Placeholders } from '../conditions/expression.ts';
import { assertExpressionsFit } from '../conditions/expression-limits.ts';
import type { OwnCondition } from '../conditions/own-expressions.ts';
import type { LocatedItem } from '../elements/read-items.ts';
import { plainKeyText } from '../json/plain-key-text.ts';
import { assertValidItem } from '../keys/check-item.ts';
import { keyOf } from '../keys/key-of.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { loadTableSchema } from '../read/describe-table.ts';
import { explainByRule } from '../read/explain-refusal.ts';
import type { Item } from '../values/attribute-value.ts';
import { explainFailedCondition } from './failed-condition.ts';

export interface PutOptions {
  /** Only where there is no item with this key yet. */
  ifNotExists?: boolean | undefined;
  /** Only where this holds for the item that is there. */
  condition?: OwnCondition | undefined;
  /** Only where all of these do; a refusal carries the item that is there, see `itemInTheWay`. */
  conditions?: readonly Condition[] | undefined;
  /** Asks for the item that was replaced (ALL_OLD). */
  returnOld?: boolean | undefined;
  /** Of one item: asks for the one that is there, to tell what was replaced, or why the condition is false. */
  isCompared?: boolean | undefined;
}

/** Puts with these options need one PutItem each: BatchWriteItem takes no condition and returns no old item. */
export function needsPutItem(options: PutOptions): boolean {
  return options.ifNotExists === true || isConditional(options) || options.returnOld === true;
}

/** Has conditions beside `ifNotExists`. */
export function isConditional({ condition, conditions = [] }: PutOptions): boolean {
  return condition !== undefined || conditions.length > 0;
}

/**
 * The PutItem request for one item; pure.
 * @param partitionKey the name of the table's partition key, which `ifNotExists` needs
 */
export function putItemInput(
  tableName: string,
  item: Item,
  options: PutOptions = {},
  partitionKey?: string,
): PutItemCommandInput {
  const { condition, conditions = [] } = options;
  const placeholders = new Placeholders({ names: condition?.names, values: condition?.values });
  const isAbsent =
    options.ifNotExists && partitionKey !== undefined ? [attributeNotExists(partitionKey)] : [];
  const ConditionExpression = allOf([...isAbsent, ...conditions], placeholders, condition?.expression);
  const expressions =
    ConditionExpression === undefined ? {} : { ConditionExpression, ...placeholders.toInput() };
  assertExpressionsFit(expressions);
  return {
    TableName: tableName,
    Item: item,
    ...expressions,
    ...(conditions.length > 0 || (options.isCompared && condition !== undefined)
      ? { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
      : {}),
    ...(options.returnOld || (options.isCompared && !options.ifNotExists) ? { ReturnValues: 'ALL_OLD' } : {}),
    ReturnConsumedCapacity: 'INDEXES',
  };
}

/**
 * Puts one item, checked before; one request (and DescribeTable for `ifNotExists`, or to explain a refusal).
 * @throws AutodyneError `InvalidInput`, `AlreadyExists`, `ConditionFailed`, or as the service fails
 */
export async function putItem(
  client: ServiceClient,
  tableName: string,
  { item, location }: LocatedItem,
  options: PutOptions = {},
): Promise<PutItemOutput> {
  assertValidItem(item, location);
  const schema = options.ifNotExists ? await loadTableSchema(client, tableName) : undefined;
  const input = putItemInput(tableName, item, options, schema?.key.partitionKey.name);
  try {
    return await sendPutItem(client, input, options, schema);
  } catch (error) {
    if (options.isCompared && isAutodyneError(error, 'ConditionFailed')) {
      const table = schema ?? (await loadTableSchema(client, tableName));
      throw explainFailedPut(error, item, options, table);
    }
    const explain = (table: TableSchema): void => assertValidItem(item, location, table);
    throw await explainByRule(client, tableName, error, explain, schema);
  }
}

function explainFailedPut(error: unknown, item: Item, options: PutOptions, schema: TableSchema): unknown {
  const { ifNotExists, condition, conditions = [] } = options;
  const isAbsent = ifNotExists ? [attributeNotExists(schema.key.partitionKey.name)] : [];
  const key = keyOf(
    item,
    keyAttributesOf(schema.key).map(({ name }) => name),
  );
  return explainFailedCondition(error, {
    tableName: schema.tableName,
    key,
    conditions: [...isAbsent, ...conditions],
    condition,
    isUpsert: true,
  });
}

/** Sends a request of {@link putItemInput}. */
export async function sendPutItem(
  client: ServiceClient,
  input: PutItemCommandInput,
  options: PutOptions,
  schema: TableSchema | undefined,
): Promise<PutItemOutput> {
  const tableName = input.TableName ?? '';
  try {
    return await callOperation(client, 'PutItem', input);
  } catch (error) {
    const isExisting = options.ifNotExists && !isConditional(options);
    if (!isExisting || schema === undefined || !isAutodyneError(error, 'ConditionFailed')) throw error;
    const key = plainKeyText(input.Item ?? {}, schema);
    throw new AutodyneError('AlreadyExists', `table "${tableName}" already has an item with the key ${key}`, {
      cause: error,
      suggestions: [WAYS.seeItem],
      details: { ...error.details, key },
    });
  }
}
