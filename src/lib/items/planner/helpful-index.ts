import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { type AttributeCondition, attributeOf, isAttributeCondition } from '../conditions/condition.ts';
import { MAX_KEY_VALUES } from '../conditions/divide-conditions.ts';
import type { ConditionTree } from '../expressions/expression-tree.ts';
import { readExpressions } from '../expressions/read-expressions.ts';
import { canBeKey } from '../keys/check-key.ts';
import { type KeyAttribute, type KeyType, keyRoles, type TableSchema } from '../keys/key-schema.ts';
import type { OwnExpressions, ReadRequest } from './read-request.ts';

/** An index that is not there yet, by which a scan would be a Query. */
export interface HelpfulIndex {
  name: string;
  partitionKey: KeyAttribute;
  sortKey: KeyAttribute | undefined;
}

/** A global index more is refused. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_GLOBAL_INDEXES = 20;

const RANGES: ReadonlySet<string> = new Set(['gt', 'gte', 'lt', 'lte', 'between', 'begins_with']);

/**
 * The index that would make a scan with these conditions a Query: its partition key is the first attribute that is given
 * with equality, its sort key another one that is given or bounded. `undefined` where none can help: nothing that can be
 * a key is given, an index has it already, consistent reads are requested, or the table has as many as it may.
 * @param isSeen true for an attribute that an item was seen with, of that type: others make no key
 */
export function helpfulIndex(
  schema: TableSchema,
  { conditions, isConsistent, own }: ReadRequest,
  isSeen: (key: KeyAttribute) => boolean,
): HelpfulIndex | undefined {
  const { indexes } = schema;
  const isFull = indexes.filter(({ kind }) => kind === 'global').length >= MAX_GLOBAL_INDEXES;
  if (isConsistent || isFull) return undefined;
  const single = [...conditions.filter(isAttributeCondition), ...equalitiesOf(own)];
  const equal = single.flatMap((condition) => (isExact(condition) ? keysOfCondition(condition, schema) : []));
  const partitionKey = equal.find(isSeen);
  if (partitionKey === undefined) return undefined;
  if (indexes.some(({ partitionKeys: [first] }) => first?.name === partitionKey.name)) return undefined;
  const ranged = single.flatMap((condition) =>
    RANGES.has(condition.operator) ? keysOfCondition(condition, schema) : [],
  );
  const sortKey = [...equal, ...ranged].find((key) => key.name !== partitionKey.name && isSeen(key));
  const names = [partitionKey.name, ...(sortKey === undefined ? [] : [sortKey.name])];
  return { name: freeName(names, indexes), partitionKey, sortKey };
}

function isExact({ operator, operands }: AttributeCondition): boolean {
  return operator === 'eq' || (operator === 'in' && operands.length <= MAX_KEY_VALUES);
}

/** The attribute as a key, where all values that a condition names can be in one of this type. */
function keysOfCondition({ path, operands }: AttributeCondition, schema: TableSchema): KeyAttribute[] {
  const name = attributeOf(path);
  const type = (['S', 'N', 'B'] as const).find((one: KeyType) => operands[0]?.[one] !== undefined);
  if (path.length > 1 || type === undefined || name === schema.key.partitionKey.name) return [];
  // An attribute has one type in all keys of a table.
  const known = keyRoles(schema).get(name)?.type ?? type;
  const key = { name, type };
  return known === type && operands.every((operand) => canBeKey(operand, key, 'partition')) ? [key] : [];
}

/** The attributes that a filter expression of the person's own gives with equality. */
function equalitiesOf(own: OwnExpressions = {}): AttributeCondition[] {
  try {
    const { filter } = readExpressions({
      FilterExpression: own.filter,
      ExpressionAttributeNames: own.names,
      ExpressionAttributeValues: own.values,
    });
    return filter === undefined ? [] : equalitiesIn(filter);
  } catch (error) {
    // Some placeholders are those of the key condition; and what the service took need not be refused.
    if (isAutodyneError(error, 'InvalidUsage')) return [];
    throw error;
  }
}

function equalitiesIn(tree: ConditionTree): AttributeCondition[] {
  if (tree.kind === 'and') return tree.parts.flatMap(equalitiesIn);
  if (tree.kind !== 'comparison' || tree.sign !== '=') return [];
  const path = [tree.left, tree.right].find((one) => one.kind === 'path');
  const value = [tree.left, tree.right].find((one) => one.kind === 'value');
  return path === undefined || value === undefined
    ? []
    : [{ path: path.path, operator: 'eq', operands: [value.value] }];
}

/** Letters, digits and `_.-` are what the name of an index is made of. */
function freeName(attributes: readonly string[], indexes: TableSchema['indexes']): string {
  const name = ['by', ...attributes.map((one) => one.replaceAll(/[^\w.-]+/g, '-'))].join('-').slice(0, 250);
  const isTaken = (candidate: string): boolean => indexes.some((index) => index.name === candidate);
  let number = 1;
  while (isTaken(number === 1 ? name : `${name}-${number}`)) number += 1;
  return number === 1 ? name : `${name}-${number}`;
}
