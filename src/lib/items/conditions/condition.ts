import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';

/** Each is an operator or a function of DynamoDB's expressions. */
export type Operator =
  | 'eq'
  | 'ne'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'
  | 'between'
  | 'in'
  | 'contains'
  | 'not_contains'
  | 'exists'
  | 'not_exists'
  | 'begins_with';

/** A statement about one attribute. */
export interface AttributeCondition {
  path: AttributePath;
  operator: Operator;
  /** As many as the operator takes, see {@link OPERATOR_RULES}. */
  operands: readonly AttributeValue[];
  /** The condition as it was written, for messages; made from the rest unless given. */
  arg?: string | undefined;
}

/** Holds where at least one of these does. */
export interface AnyOf {
  anyOf: readonly Condition[];
}

/** Holds where each of these does. */
export interface AllOf {
  allOf: readonly Condition[];
}

/** Text of DynamoDB's expressions, or a path or value, for which a placeholder stands there. */
export type ExpressionPart = string | { path: AttributePath } | { value: AttributeValue };

/** One in DynamoDB's own language; where it joins others, in parentheses. */
export interface WrittenCondition {
  parts: readonly ExpressionPart[];
  /** As it was written, for messages. */
  arg: string;
}

/** What is asked of an item; several in a list are always ANDed. */
export type Condition = AttributeCondition | AnyOf | AllOf | WrittenCondition;

/** Holds where the item has the attribute; of a key attribute, where there is an item. */
export function attributeExists(name: string): AttributeCondition {
  return { path: [name], operator: 'exists', operands: [] };
}

/** Holds where the item lacks the attribute; of a key attribute, where there is no item. */
export function attributeNotExists(name: string): AttributeCondition {
  return { path: [name], operator: 'not_exists', operands: [] };
}

export function isAttributeCondition(condition: Condition): condition is AttributeCondition {
  return 'path' in condition;
}

export function isWrittenCondition(condition: Condition): condition is WrittenCondition {
  return 'parts' in condition;
}

/** The statements about one attribute that a condition is made of; of a written one none are known. */
export function leavesOf(condition: Condition): AttributeCondition[] {
  if (isAttributeCondition(condition)) return [condition];
  if (isWrittenCondition(condition)) return [];
  return ('anyOf' in condition ? condition.anyOf : condition.allOf).flatMap(leavesOf);
}

/** All that a condition looks at. */
export function pathsOf(condition: Condition): AttributePath[] {
  if (isAttributeCondition(condition)) return [condition.path];
  if (isWrittenCondition(condition)) {
    return condition.parts.flatMap((part) => (typeof part === 'object' && 'path' in part ? [part.path] : []));
  }
  return ('anyOf' in condition ? condition.anyOf : condition.allOf).flatMap(pathsOf);
}

/** The most operands that DynamoDB takes for `in`. */
export const MAX_IN_OPERANDS = 100;

export interface OperatorRule {
  operandCount: 'none' | 'one' | 'two' | 'many';
  /** DynamoDB's expression, from the placeholders of the path and of the operands. */
  toText(path: string, operands: readonly string[]): string;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html */
export const OPERATOR_RULES: Readonly<Record<Operator, OperatorRule>> = {
  eq: comparison('='),
  ne: comparison('<>'),
  lt: comparison('<'),
  lte: comparison('<='),
  gt: comparison('>'),
  gte: comparison('>='),
  between: { operandCount: 'two', toText: (path, operands) => `${path} BETWEEN ${operands.join(' AND ')}` },
  in: { operandCount: 'many', toText: (path, operands) => `${path} IN (${operands.join(', ')})` },
  contains: { operandCount: 'one', toText: (path, operands) => `contains(${path}, ${operands[0]})` },
  not_contains: { operandCount: 'one', toText: (path, operands) => `NOT contains(${path}, ${operands[0]})` },
  exists: { operandCount: 'none', toText: (path) => `attribute_exists(${path})` },
  not_exists: { operandCount: 'none', toText: (path) => `attribute_not_exists(${path})` },
  begins_with: { operandCount: 'one', toText: (path, operands) => `begins_with(${path}, ${operands[0]})` },
};

/** Operators that hold for an item without the attribute too, so that they do not ask for it. */
export const HOLD_WITHOUT: ReadonlySet<Operator> = new Set<Operator>(['ne', 'not_contains', 'not_exists']);

/** Operators that look into strings, binary, sets and lists, and never hold for a number. */
export const NOT_FOR_NUMBERS: ReadonlySet<Operator> = new Set<Operator>([
  'begins_with',
  'contains',
  'not_contains',
]);

/** In the order in which messages list them. */
export const OPERATORS = Object.keys(OPERATOR_RULES) as readonly Operator[];

export function isOperator(arg: string): arg is Operator {
  return Object.hasOwn(OPERATOR_RULES, arg);
}

function comparison(sign: string): OperatorRule {
  return { operandCount: 'one', toText: (path, operands) => `${path} ${sign} ${operands[0]}` };
}

/** The name of the attribute that a path is in. */
export function attributeOf(path: AttributePath): string {
  return String(path[0]);
}

/** False for a path to something inside the attribute. */
export function isAttribute(path: AttributePath, name: string): boolean {
  return path.length === 1 && path[0] === name;
}
