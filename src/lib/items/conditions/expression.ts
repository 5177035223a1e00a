import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import {
  type Condition,
  type ExpressionPart,
  isAttributeCondition,
  isWrittenCondition,
  OPERATOR_RULES,
} from './condition.ts';

/** The two members of a request that an expression's placeholders are looked up in; left out when empty. */
export interface ExpressionAttributes {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/**
 * The names and values of one request's expressions. Every name gets a placeholder (`#n0`, `#n1` …), so that
 * DynamoDB's reserved words and odd names never matter; the same name gets the same one. Values are `:v0`, `:v1` ….
 * Placeholders that the person gave with expressions of their own are kept, and never given out.
 */
export class Placeholders {
  readonly #names: Map<string, string>;
  readonly #values: Map<string, AttributeValue>;
  readonly #placeholderOfName = new Map<string, string>();

  constructor(
    given: {
      names?: Readonly<Record<string, string>> | undefined;
      values?: Readonly<Record<string, AttributeValue>> | undefined;
    } = {},
  ) {
    this.#names = new Map(Object.entries(given.names ?? {}));
    this.#values = new Map(Object.entries(given.values ?? {}));
  }

  /** The placeholder of an attribute's, or a map member's, name. */
  name(name: string): string {
    const known = this.#placeholderOfName.get(name);
    if (known !== undefined) return known;
    const placeholder = firstFree('#n', this.#names);
    this.#names.set(placeholder, name);
    this.#placeholderOfName.set(name, placeholder);
    return placeholder;
  }

  /** A whole path in placeholders: `#n0.#n1[2]`. */
  path(path: AttributePath): string {
    return path
      .map((step, position) => {
        if (typeof step === 'number') return `[${step}]`;
        return position === 0 ? this.name(step) : `.${this.name(step)}`;
      })
      .join('');
  }

  value(value: AttributeValue): string {
    const placeholder = firstFree(':v', this.#values);
    this.#values.set(placeholder, value);
    return placeholder;
  }

  toInput(): ExpressionAttributes {
    return {
      ...(this.#names.size === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(this.#names) }),
      ...(this.#values.size === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(this.#values) }),
    };
  }
}

function firstFree(prefix: string, taken: ReadonlyMap<string, unknown>): string {
  let number = taken.size;
  while (taken.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

/** One condition as expression text; its names and values go into `placeholders`. */
function conditionText(condition: Condition, placeholders: Placeholders): string {
  if (isWrittenCondition(condition)) {
    return condition.parts.map((part) => partText(part, placeholders)).join('');
  }
  if (!isAttributeCondition(condition)) {
    return 'anyOf' in condition
      ? groupText(condition.anyOf, 'OR', placeholders)
      : groupText(condition.allOf, 'AND', placeholders);
  }
  const { operator, operands, path } = condition;
  const pathText = placeholders.path(path);
  return OPERATOR_RULES[operator].toText(
    pathText,
    operands.map((operand) => placeholders.value(operand)),
  );
}

function partText(part: ExpressionPart, placeholders: Placeholders): string {
  if (typeof part === 'string') return part;
  return 'path' in part ? placeholders.path(part.path) : placeholders.value(part.value);
}

/** In parentheses, but not where there is nothing to hold together: DynamoDB refuses parentheses around parentheses. */
function groupText(
  conditions: readonly Condition[],
  operator: 'AND' | 'OR',
  placeholders: Placeholders,
): string {
  if (conditions.length === 0) {
    const kind = operator === 'OR' ? 'any' : 'all';
    throw new AutodyneError('InvalidUsage', `a condition that is "${kind} of" others needs one at least`);
  }
  const texts = conditions.map((condition) => conditionText(condition, placeholders));
  return texts.length === 1 ? texts.join('') : `(${texts.join(` ${operator} `)})`;
}

/**
 * Conditions and expressions of the person's own, ANDed, as one key condition, filter or condition expression;
 * `undefined` when there are none. An own expression is put in parentheses when it is not alone.
 */
export function allOf(
  conditions: readonly Condition[],
  placeholders: Placeholders,
  ownExpression?: string,
): string | undefined {
  return joinOwn(
    conditions.map((condition) => conditionText(condition, placeholders)),
    ownExpression,
  );
}

/** Texts of conditions and an own expression, ANDed; `undefined` when there are none. */
export function joinOwn(texts: readonly string[], ownExpression?: string): string | undefined {
  const isAlone = texts.length === 0 || (ownExpression !== undefined && isInParentheses(ownExpression));
  const own = ownExpression === undefined ? [] : [isAlone ? ownExpression : `(${ownExpression})`];
  return texts.length + own.length === 0 ? undefined : [...texts, ...own].join(' AND ');
}

/** DynamoDB refuses a second pair of parentheses around the whole. */
function isInParentheses(expression: string): boolean {
  const text = expression.trim();
  if (!text.startsWith('(')) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}

export function projectionExpression(paths: readonly AttributePath[], placeholders: Placeholders): string {
  return paths.map((path) => placeholders.path(path)).join(', ');
}
