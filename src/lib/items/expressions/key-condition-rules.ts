import type { QueryKeys } from '../conditions/divide-conditions.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { invalidRequest } from './expression-error.ts';
import { type ComparisonSign, type ConditionTree, type Operand, operandsOf } from './expression-tree.ts';

/** The part of a key condition that concerns one attribute. */
export interface KeyCondition {
  name: string;
  /** The comparison, with the attribute on its left; `between` and `begins_with` are ranges too. */
  operator: Exclude<ComparisonSign, '<>'> | 'between' | 'begins_with';
  values: readonly AttributeValue[];
}

/** A comparison turned round. */
const TURNED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

/**
 * Refuses a key condition that DynamoDB would refuse: equality on each partition key attribute, and on sort key
 * attributes from the left equality, then at most one range; all ANDed, and of the key's types.
 * @param beforeKey called for each key attribute in its turn, before the condition on it is looked at
 * @returns the condition on each attribute
 * @throws AutodyneError `InvalidUsage` with the service's message
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function checkKeyCondition(
  tree: ConditionTree,
  { partitionKeys, sortKeys }: QueryKeys,
  beforeKey: (key: KeyAttribute) => void = () => {},
): readonly KeyCondition[] {
  const conditions = keyConditionsIn(tree);
  const keys = [...partitionKeys, ...sortKeys];
  const mostConditions = Math.max(2, keys.length);
  if (conditions.length > mostConditions) {
    throw invalidRequest(`Conditions can be of length 1 or ${mostConditions} only`);
  }
  let isOpen = true;
  for (const [index, key] of keys.entries()) {
    beforeKey(key);
    const isPartition = index < partitionKeys.length;
    if (keys.length === 1 && conditions.length > 1) {
      throw notSupported(`the key is only ${key.name}; use --filter for conditions on other attributes`);
    }
    const condition = conditions.find(({ name }) => name === key.name);
    if (condition === undefined) {
      if (isPartition || isStrangerAmong(conditions, keys)) throw missing(key, keys);
      isOpen = false;
      continue;
    }
    checkValues(condition, key);
    const isEquality = condition.operator === '=';
    if (isPartition && !isEquality)
      throw notSupported(`${key.name} is a partition key, so only = is allowed`);
    if (!isOpen)
      throw notSupported(`${key.name} can only be used if the sort keys before it are compared with =`);
    isOpen = isEquality;
  }
  return conditions;
}

function keyConditionsIn(tree: ConditionTree): KeyCondition[] {
  const conditions: KeyCondition[] = [];
  for (const part of andedConditions(tree)) {
    const condition = keyConditionOf(part);
    if (conditions.some(({ name }) => name === condition.name)) {
      throw invalidRequest('KeyConditionExpressions must only contain one condition per key');
    }
    conditions.push(condition);
  }
  return conditions;
}

function andedConditions(tree: ConditionTree): ConditionTree[] {
  return tree.kind === 'and' ? tree.parts.flatMap(andedConditions) : [tree];
}

function keyConditionOf(tree: ConditionTree): KeyCondition {
  const isRange = tree.kind === 'between' || tree.kind === 'begins_with';
  if (!isRange && (tree.kind !== 'comparison' || tree.sign === '<>')) {
    throw invalidRequest(`Invalid operator used in KeyConditionExpression: ${operatorName(tree)}`);
  }
  const operands = operandsOf(tree);
  if (isRange && operands[0]?.kind !== 'path') {
    const rule = 'operator must have the key attribute as its first operand';
    throw invalidCondition(`${operatorName(tree)} ${rule}`);
  }
  const name = keyNameIn(operands);
  const values = operands.flatMap((operand) => (operand.kind === 'value' ? [operand.value] : []));
  if (tree.kind !== 'comparison' || tree.sign === '<>') {
    return { name, operator: tree.kind as 'between' | 'begins_with', values };
  }
  return { name, operator: tree.left.kind === 'path' ? tree.sign : TURNED[tree.sign], values };
}

/** The one attribute of a condition; the operands are looked at in their order. */
function keyNameIn(operands: readonly Operand[]): string {
  let found: string | undefined;
  for (const operand of operands) {
    if (operand.kind === 'size') {
      throw invalidRequest('KeyConditionExpressions cannot contain nested operations');
    }
    if (operand.kind === 'value') continue;
    if (found !== undefined) throw invalidCondition('Multiple attribute names used in one condition');
    if (operand.path.length > 1) {
      throw invalidRequest('KeyConditionExpressions cannot have conditions on nested attributes');
    }
    found = String(operand.path[0]);
  }
  if (found === undefined) throw invalidCondition('No key attribute specified');
  return found;
}

/** As the service's messages name it: functions small, the others large. */
function operatorName(tree: ConditionTree): string {
  if (tree.kind === 'comparison') return tree.sign;
  return ['and', 'or', 'not', 'between', 'in'].includes(tree.kind) ? tree.kind.toUpperCase() : tree.kind;
}

function checkValues({ values }: KeyCondition, { name, type }: KeyAttribute): void {
  for (const value of values) {
    if (value[type] === undefined) {
      const problem = 'Condition parameter type does not match schema type';
      throw invalidRequest(`One or more parameter values were invalid: ${problem}`, [
        `${name} is of type ${type}`,
      ]);
    }
    if (value.S === '' || value.B?.length === 0) {
      const kind = value.S === '' ? 'string' : 'binary';
      const problem = `The AttributeValue for a key attribute cannot contain an empty ${kind} value`;
      throw invalidRequest(`One or more parameter values are not valid. ${problem}. Key: ${name}`);
    }
  }
}

function isStrangerAmong(conditions: readonly KeyCondition[], keys: readonly KeyAttribute[]): boolean {
  return conditions.some(({ name }) => keys.every((key) => key.name !== name));
}

function missing({ name }: KeyAttribute, keys: readonly KeyAttribute[]): Error {
  return invalidRequest(`Query condition missed key schema element: ${name}`, [
    `the key here: ${keys.map((key) => key.name).join(', ')}`,
  ]);
}

function invalidCondition(problem: string): Error {
  return invalidRequest(`Invalid condition in KeyConditionExpression: ${problem}`);
}

function notSupported(why: string): Error {
  return invalidRequest('Query key condition not supported', [why]);
}
