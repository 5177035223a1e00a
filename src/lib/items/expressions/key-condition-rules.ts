import type { AttributeValue } from '../attribute-value.ts';
import type { QueryKeys } from '../divide-conditions.ts';
import type { KeyAttribute } from '../key-schema.ts';
import { invalidExpression } from './expression-error.ts';
import { type ConditionTree, type Operand, operandsOf } from './expression-tree.ts';

const NAME = 'KeyConditionExpression';

/**
 * Refuses a key condition that DynamoDB would refuse: equality on each partition key attribute, and on sort key
 * attributes from the left equality, then at most one range; all ANDed, and of the key's types.
 * @throws AutodyneError `InvalidUsage`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function checkKeyCondition(tree: ConditionTree, { partitionKeys, sortKeys }: QueryKeys): void {
  const conditions = andedConditions(tree).map(keyConditionOf);
  const takeFor = (key: KeyAttribute): KeyCondition | undefined => {
    const found = conditions.filter(({ name }) => name === key.name);
    if (found.length > 1) throw invalid('KeyConditionExpressions must only contain one condition per key');
    for (const value of found[0]?.values ?? []) checkValue(value, key);
    return found[0];
  };
  for (const key of partitionKeys) {
    const condition = takeFor(key);
    if (condition === undefined) throw missing(key);
    if (!condition.isEquality) throw invalid(`Query key condition not supported: ${key.name} takes = only`);
  }
  let isOpen = true;
  for (const key of sortKeys) {
    const condition = takeFor(key);
    if (condition !== undefined && !isOpen) {
      throw invalid(
        `Query key condition not supported: ${key.name}, as a sort key before it has no equality`,
      );
    }
    isOpen = condition?.isEquality ?? false;
  }
  const names = [...partitionKeys, ...sortKeys].map(({ name }) => name);
  const stranger = conditions.find(({ name }) => !names.includes(name));
  if (stranger !== undefined) {
    throw invalid(`Query condition missed key schema element: ${stranger.name} is not in the key`, [
      `the key here: ${names.join(', ')}`,
    ]);
  }
}

interface KeyCondition {
  name: string;
  isEquality: boolean;
  values: readonly AttributeValue[];
}

function andedConditions(tree: ConditionTree): ConditionTree[] {
  return tree.kind === 'and' ? tree.parts.flatMap(andedConditions) : [tree];
}

function keyConditionOf(tree: ConditionTree): KeyCondition {
  const isRange = tree.kind === 'between' || tree.kind === 'begins_with';
  if (!isRange && (tree.kind !== 'comparison' || tree.sign === '<>')) {
    throw invalid(
      `Invalid operator used in KeyConditionExpression: ${tree.kind === 'comparison' ? tree.sign : tree.kind}`,
    );
  }
  const operands = operandsOf(tree);
  const paths = operands.flatMap((operand) => (operand.kind === 'path' ? [operand.path] : []));
  const [path, second] = paths;
  if (operands.some(({ kind }) => kind === 'size')) {
    throw invalid('KeyConditionExpressions cannot contain nested operations');
  }
  if (path === undefined || second !== undefined) {
    throw invalid('each condition compares one attribute with values');
  }
  const [name = '', ...inside] = path.map(String);
  if (inside.length > 0) {
    throw invalid(`KeyConditionExpressions cannot have conditions on nested attributes; Key: ${name}`);
  }
  const isEquality = tree.kind === 'comparison' && tree.sign === '=';
  return { name, isEquality, values: operands.flatMap(literal) };
}

function literal(operand: Operand): AttributeValue[] {
  return operand.kind === 'value' ? [operand.value] : [];
}

function checkValue(value: AttributeValue, { name, type }: KeyAttribute): void {
  if (value[type] === undefined) {
    throw invalid(`Condition parameter type does not match schema type; Key: ${name} (${type})`);
  }
  if (value.S === '' || value.B?.length === 0) {
    throw invalid(`The AttributeValue for a key attribute cannot contain an empty value. Key: ${name}`);
  }
}

function missing({ name }: KeyAttribute): Error {
  return invalid(`Query condition missed key schema element: ${name}`);
}

function invalid(problem: string, suggestions: readonly string[] = []): Error {
  return invalidExpression(NAME, problem, suggestions);
}
