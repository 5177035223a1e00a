import { invalidRequest } from '../../items/expressions/expression-error.ts';
import {
  type ReadExpressions,
  readExpressions,
  type WrittenExpressions,
} from '../../items/expressions/read-expressions.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { InvalidWireValue, NotOfTheProtocol, wireObject, wireValue } from '../requests/wire-values.ts';

/** A request, or one part of a batch or transaction, as JSON has it. */
export type RequestPart = Readonly<Record<string, unknown>>;

type ExpressionMember = Exclude<
  keyof WrittenExpressions,
  'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** The kinds of requests, by the expressions that they may have. */
export type RequestKind = 'get' | 'query' | 'scan' | 'write' | 'update';

interface KindRule {
  /** In the order in which the service's messages list them. */
  expressions: readonly ExpressionMember[];
  /** The members of the legacy interface, which cannot be combined with expressions. */
  old: readonly string[];
}

const KIND_RULES: Readonly<Record<RequestKind, KindRule>> = {
  get: { expressions: ['ProjectionExpression'], old: ['AttributesToGet'] },
  query: {
    expressions: ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
    old: ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
  },
  scan: {
    expressions: ['ProjectionExpression', 'FilterExpression'],
    old: ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
  },
  write: { expressions: ['ConditionExpression'], old: ['Expected'] },
  update: {
    expressions: ['UpdateExpression', 'ConditionExpression'],
    old: ['AttributeUpdates', 'Expected'],
  },
};

/**
 * The expressions of a request, read and checked as far as that needs no table.
 * @throws AutodyneError `InvalidUsage` with DynamoDB's message, in its order; {@link NotOfTheProtocol}
 */
export function requestExpressions(part: RequestPart, kind: RequestKind): ReadExpressions {
  const rule = KIND_RULES[kind];
  const given = rule.expressions.filter((member) => isGiven(part, member));
  checkNoMixture(part, given, rule);
  checkNotAlone(part, given, rule);
  const written: WrittenExpressions = {
    ExpressionAttributeNames: isGiven(part, 'ExpressionAttributeNames') ? namesIn(part) : undefined,
    ExpressionAttributeValues:
      kind !== 'get' && isGiven(part, 'ExpressionAttributeValues') ? valuesIn(part) : undefined,
  };
  for (const member of given) written[member] = textOf(part[member]);
  return readExpressions(written);
}

/** `null` counts as left out. */
export function isGiven(part: RequestPart, member: string): boolean {
  return Object.hasOwn(part, member) && part[member] !== null;
}

function checkNoMixture(part: RequestPart, given: readonly string[], { old }: KindRule): void {
  const isKeyConditionOld = isGiven(part, 'KeyConditions') && !given.includes('KeyConditionExpression');
  const mixed = old.filter(
    (member) => isGiven(part, member) && !(member === 'KeyConditions' && isKeyConditionOld),
  );
  if (given.length === 0 || mixed.length === 0) return;
  const facts = `Non-expression parameters: {${mixed.join(', ')}} Expression parameters: {${given.join(', ')}}`;
  throw invalidRequest(
    `Can not use both expression and non-expression parameters in the same request: ${facts}`,
  );
}

/** Placeholders need an expression. */
function checkNotAlone(part: RequestPart, given: readonly string[], { expressions }: KindRule): void {
  const only = 'can only be specified when using expressions';
  if (isGiven(part, 'ExpressionAttributeNames') && given.length === 0) {
    throw invalidRequest(`ExpressionAttributeNames ${only}`);
  }
  const withValues = expressions.filter((member) => member !== 'ProjectionExpression');
  const hasAny = withValues.length === 0 || withValues.some((member) => given.includes(member));
  if (hasAny || !isGiven(part, 'ExpressionAttributeValues')) return;
  const verb = withValues.length > 1 ? 'are' : 'is';
  throw invalidRequest(`ExpressionAttributeValues ${only}: ${withValues.join(' and ')} ${verb} null`);
}

function namesIn(part: RequestPart): Record<string, string> {
  const names: [string, string][] = Object.entries(wireObject(part['ExpressionAttributeNames'])).map(
    ([placeholder, name]) => [placeholder, textOf(name)],
  );
  checkPlaceholders('ExpressionAttributeNames', names, /^#[0-9a-zA-Z_]+$/);
  const nameless = names.find(([, name]) => name === '');
  if (nameless !== undefined) {
    const problem = 'ExpressionAttributeNames contains invalid value: Empty attribute name';
    throw invalidRequest(`${problem} for key ${nameless[0]}`);
  }
  return withoutPrototype(names);
}

function valuesIn(part: RequestPart): Record<string, AttributeValue> {
  const values = Object.entries(wireObject(part['ExpressionAttributeValues']));
  checkPlaceholders('ExpressionAttributeValues', values, /^:[0-9a-zA-Z_]+$/);
  return withoutPrototype(
    values.map(([placeholder, value]) => [placeholder, expressionValue(placeholder, value)]),
  );
}

function expressionValue(placeholder: string, value: unknown): AttributeValue {
  try {
    return wireValue(value);
  } catch (error) {
    if (!(error instanceof InvalidWireValue)) throw error;
    const problem = `ExpressionAttributeValues contains invalid value: ${error.message}`;
    throw invalidRequest(`${problem} for key ${placeholder}`);
  }
}

function checkPlaceholders(member: string, entries: readonly [string, unknown][], form: RegExp): void {
  if (entries.length === 0) throw invalidRequest(`${member} must not be empty`);
  const wrong = entries.find(([placeholder]) => !form.test(placeholder));
  if (wrong !== undefined) {
    throw invalidRequest(`${member} contains invalid key: Syntax error; key: "${wrong[0]}"`);
  }
}

function withoutPrototype<T>(entries: readonly [string, T][]): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new NotOfTheProtocol();
  return value;
}
