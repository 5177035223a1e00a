import { AutodyneError } from '../../errors/autodyne-error.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { KeyRoles } from '../keys/key-schema.ts';
import {
  type AttributeCondition,
  attributeOf,
  type Condition,
  leavesOf,
  OPERATOR_RULES,
} from './condition.ts';
import { readsAsLiteral } from './literal-text.ts';
import { parseWhere, splitArg } from './where.ts';

/** A condition that compares with a string after `=`, where a number, true, false or null may have been meant. */
export interface LiteralCondition {
  arg: string;
  /** Of the string, or of one of several, read as JSON. */
  kind: 'number' | 'boolean' | 'null';
  isOne: boolean;
  /** Both spellings, written so that neither can be taken for the other: `year.ne:=2010` and `year.ne:='"2010"'`. */
  asLiteral: string;
  asString: string;
}

/**
 * The conditions in which a string after `=` reads as a number, true, false or null, and is compared with an attribute
 * whose type no key defines: DynamoDB never takes the string `2010` for the number, so that `year.ne=2010` holds for
 * all items of the year 2010. Not those of `begins_with`, which strings alone have.
 */
export function literalConditions(conditions: readonly Condition[], keys: KeyRoles): LiteralCondition[] {
  return conditions.flatMap(leavesOf).flatMap((condition) => {
    const { path, arg } = condition;
    if (arg === undefined) return [];
    const { left, isJson, value } = splitArg(arg);
    if (isJson || value === undefined || isKey(path, keys)) return [];
    const texts = condition.operands.map(({ S }) => S ?? '');
    const meant = texts.filter((text) => isLiteralFor(condition, text));
    const [first] = meant;
    // DynamoDB refuses bounds of different types.
    const isPossible = condition.operator !== 'between' || meant.length === texts.length;
    if (first === undefined || !isPossible) return [];
    const isOne = OPERATOR_RULES[condition.operator].operandCount === 'one';
    const literals = texts.map((text) => (isLiteralFor(condition, text) ? text : JSON.stringify(text)));
    return [
      {
        arg,
        kind: kindOf(first),
        isOne,
        asLiteral: argWithJson(left, isOne ? first : `[${literals.join(',')}]`),
        asString: argWithJson(left, JSON.stringify(isOne ? first : texts)),
      },
    ];
  });
}

function isKey(path: AttributePath, keys: KeyRoles): boolean {
  return path.length === 1 && keys.has(attributeOf(path));
}

/** Whether the text may be meant as a literal after this operator; true, false and null have no order. */
function isLiteralFor({ operator }: AttributeCondition, text: string): boolean {
  if (operator === 'begins_with' || !readsAsLiteral(text)) return false;
  return kindOf(text) === 'number' || !ORDERED.has(operator);
}

const ORDERED: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte', 'between']);

function kindOf(text: string): LiteralCondition['kind'] {
  if (text === 'null') return 'null';
  return text === 'true' || text === 'false' ? 'boolean' : 'number';
}

export function literalNote(condition: LiteralCondition): string {
  return `${literalText(condition)} (or --text)`;
}

/** The same where there are no flags. */
export function literalText(condition: LiteralCondition): string {
  const strings = condition.isOne ? 'a string' : 'strings';
  return `"${condition.arg}" compares with ${strings}; ${waysToWrite(condition).join(', ')}`;
}

/**
 * Conditions of a command that writes or deletes, where a slip would change the wrong items: as {@link parseWhere}, and
 * a string that reads as a number, true, false or null is refused.
 * @param isText every string is meant as one
 * @throws AutodyneError `InvalidUsage` showing both ways to write the value
 */
export function parseWriteConditions(
  args: readonly string[],
  keys: KeyRoles,
  { isText }: { isText: boolean },
): AttributeCondition[] {
  const conditions = parseWhere(args, keys);
  const found = isText ? [] : literalConditions(conditions, keys);
  const [first] = found;
  if (first === undefined) return conditions;
  const strings = first.isOne ? 'a string that looks' : 'strings, one of which looks';
  throw new AutodyneError(
    'InvalidUsage',
    `"${first.arg}" compares with ${strings} like ${first.kind === 'null' ? 'null' : `a ${first.kind}`}`,
    { suggestions: [...found.flatMap(waysToWrite), 'to treat all values after = as strings: --text'] },
  );
}

function waysToWrite({ asLiteral, asString, isOne, kind }: LiteralCondition): [string, string] {
  const literal = kind === 'null' ? 'null' : `${isOne ? 'the' : 'a'} ${kind}`;
  return [`for ${literal}: ${asLiteral}`, `for ${isOne ? 'the string' : 'strings'}: ${asString}`];
}
