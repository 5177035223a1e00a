import { type AttributeCondition, type Condition, pathsOf } from '../conditions/condition.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import { filterOf } from '../expressions/condition-filter.ts';
import { evaluateCondition } from '../expressions/evaluate-condition.ts';
import { type ConditionTree, conditionsIn, operandsOf } from '../expressions/expression-tree.ts';
import { readExpressions } from '../expressions/read-expressions.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { attributesToGet } from './attributes-to-get.ts';
import { type KeyPart, keyOfPart, partsFrom } from './key-parts.ts';
import type { KeysPlan, OwnExpressions, ReadRequest } from './read-request.ts';
import { checkStartKey } from './start-key.ts';

/** Whole keys of the table, and the rest of what is asked. */
export interface GivenKeys {
  parts: readonly KeyPart[];
  lists: readonly AttributeCondition[];
  others: readonly Condition[];
  why: readonly string[];
}

/**
 * Gets items by their keys. Conditions that are left are evaluated here, a filter expression of the person's own too.
 * @throws AutodyneError `InvalidUsage` for such an expression, or a start key, that DynamoDB would refuse
 */
export function keysPlan(
  schema: TableSchema,
  request: ReadRequest,
  { parts, lists, others, why }: GivenKeys,
): KeysPlan {
  const keyAttributes = keyAttributesOf(schema.key);
  const { exclusiveStartKey: startKey } = request;
  if (startKey !== undefined) checkStartKey(startKey, keyAttributes);
  const fromStart = partsFrom(parts, startKey, lists);
  const own = ownFilter(request.own);
  const evaluated = [...others.flatMap(pathsOf), ...(own === undefined ? [] : pathsIn(own))];
  const asked = request.isCount ? [] : request.attributes;
  const { attributes, hidden, shown } = attributesToGet(asked, keyAttributes, evaluated);
  const isFoundByOthers = filterOf(others);
  return {
    operation: 'BatchGetItem',
    index: undefined,
    local: others,
    isFiltered: others.length > 0 || own !== undefined,
    isFound: (item) => isFoundByOthers(item) && (own === undefined || evaluateCondition(item, own)),
    attributes,
    isReverse: request.isReverse === true,
    hiddenAttributes: hidden,
    shown,
    startKeyAttributes: keyAttributes,
    why: others.length === 0 ? why : [...why, filterReason(others, request)],
    notes: [],
    input: {
      TableName: schema.tableName,
      Keys: (startKey === undefined ? fromStart : fromStart.slice(1)).map(keyOfPart),
      ...(request.isConsistent ? { ConsistentRead: true } : {}),
    },
  };
}

function filterReason(conditions: readonly Condition[], { isOffline }: ReadRequest): string {
  const by = isOffline ? 'filter' : 'applied by autodyne, because BatchGetItem has no filter';
  return `${by}: ${conditions.map(textOfCondition).join(', ')}`;
}

function ownFilter(own: OwnExpressions = {}): ConditionTree | undefined {
  return readExpressions({
    FilterExpression: own.filter,
    ExpressionAttributeNames: own.names,
    ExpressionAttributeValues: own.values,
  }).filter;
}

function pathsIn(tree: ConditionTree): AttributePath[] {
  const operands = [...conditionsIn(tree)].flatMap(operandsOf);
  return operands.flatMap((operand) => {
    const inner = operand.kind === 'size' ? operand.of : operand;
    return inner.kind === 'path' ? [inner.path] : [];
  });
}
