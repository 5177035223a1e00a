import type { StandardSchema } from '../types/field-types.ts';
import type { Rule, RuleOptions, RuleResult, RuleSubject } from '../types/validation-types.ts';
import { isBlankValue } from './blank-value.ts';
import { type LengthLimits, lengthProblem, textOf } from './length-rule.ts';
import { type NumberLimits, numericProblem } from './number-rule.ts';
import { schemaProblems } from './schema-rule.ts';
import { humanName } from './validation-errors.ts';

type Check = (subject: RuleSubject) => RuleResult | Promise<RuleResult>;

/** A list, or a function that gives it for a record. */
type Members<R> =
  | readonly unknown[]
  | ReadonlySet<unknown>
  | ((record: R) => readonly unknown[] | ReadonlySet<unknown>);

/** A regular expression that a value must match; or one, and another that it must not. */
type Pattern = RegExp | { with?: RegExp; without?: RegExp };

function rule<R>(options: RuleOptions<R>, check: Check): Rule<R> {
  return { options, check };
}

/**
 * The rules that a field can be held to: `validates: { email: [v.format(/@/)] }` in `defineModel`, or
 * `static { this.validates('email', v.format(/@/)) }` in the class.
 */
export const v = {
  /** Not blank. False and 0 are there. */
  presence: <R = unknown>(options: RuleOptions<R> = {}): Rule<R> =>
    rule(options, ({ value }) => (isBlankValue(value) ? "can't be blank" : undefined)),

  absence: <R = unknown>(options: RuleOptions<R> = {}): Rule<R> =>
    rule(options, ({ value }) => (isBlankValue(value) ? undefined : 'must be blank')),

  /** Of text in characters, of a set, array or map in elements, of binary in bytes. */
  length: <R = unknown>(options: LengthLimits & RuleOptions<R>): Rule<R> =>
    rule(options, ({ value }) => lengthProblem(value, options)),

  /** A number; text of it too. Compared digit by digit. */
  numericality: <R = unknown>(options: NumberLimits<R> & RuleOptions<R> = {}): Rule<R> =>
    rule(options, (subject) => numericProblem(subject, options)),

  inclusion: <R = unknown>(values: Members<R>, options: RuleOptions<R> = {}): Rule<R> =>
    rule(options, (subject) => (isMember(values, subject) ? undefined : 'is not included in the list')),

  exclusion: <R = unknown>(values: Members<R>, options: RuleOptions<R> = {}): Rule<R> =>
    rule(options, (subject) => (isMember(values, subject) ? 'is reserved' : undefined)),

  format: <R = unknown>(pattern: Pattern, options: RuleOptions<R> = {}): Rule<R> => {
    const { with: wanted, without } =
      pattern instanceof RegExp ? { with: pattern, without: undefined } : pattern;
    return rule(options, ({ value }) => {
      const text = textOf(value);
      const isValid = (wanted === undefined || matches(wanted, text)) && !(without && matches(without, text));
      return isValid ? undefined : 'is invalid';
    });
  },

  /** The same as another property of the record, `<name>Confirmation` unless told, where that one is given. */
  confirmation: <R = unknown>(
    options: { of?: keyof R & string; caseSensitive?: boolean } & RuleOptions<R> = {},
  ): Rule<R> =>
    rule(options, ({ name, value, record }) => {
      const other: unknown = Reflect.get(record, options.of ?? `${name}Confirmation`);
      if (other === null || other === undefined) return undefined;
      const fold = (text: unknown): string =>
        options.caseSensitive === false ? textOf(text).toLowerCase() : textOf(text);
      const shown = humanName(options.of ?? `${name}Confirmation`);
      return fold(value) === fold(other) ? undefined : `doesn't match ${shown}`;
    }),

  /** True, `'1'` or 1, or one of `accept`; null where nothing was asked. */
  acceptance: <R = unknown>(options: { accept?: readonly unknown[] } & RuleOptions<R> = {}): Rule<R> =>
    rule({ allowNull: true, ...options }, ({ value }) =>
      (options.accept ?? [true, '1', 1]).includes(value) ? undefined : 'must be accepted',
    ),

  /** What the function says is wrong; nothing for nothing. It may be async. */
  custom: <R = unknown>(
    problem: (value: unknown, record: R) => RuleResult | Promise<RuleResult>,
    options: RuleOptions<R> = {},
  ): Rule<R> => rule(options, ({ value, record }) => problem(value, record as R)),

  /** A validator of Standard Schema, such as those of zod and valibot. The value stays as it is. */
  check: <R = unknown>(schema: StandardSchema<unknown>, options: RuleOptions<R> = {}): Rule<R> =>
    rule(options, ({ value }) => schemaProblems(schema, value)),
} as const;

function isMember<R>(values: Members<R>, { value, record }: RuleSubject): boolean {
  const members = typeof values === 'function' ? values(record as R) : values;
  return [...members].some((member) => isSame(member, value));
}

function isSame(a: unknown, b: unknown): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : Object.is(a, b);
}

/** `g` and `y` would begin where the last match ended. */
function matches(pattern: RegExp, text: string): boolean {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')).test(text);
}
