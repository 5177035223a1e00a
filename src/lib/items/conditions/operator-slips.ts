import { AutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import { type AttributePath, formatAttributePath } from '../keys/attribute-path.ts';
import { OPERATORS, type Operator } from './condition.ts';
import { readsAsLiteral } from './literal-text.ts';

/** Names of operators in other query languages. */
const OTHER_NAMES: Readonly<Record<string, Operator>> = {
  ge: 'gte',
  le: 'lte',
  gteq: 'gte',
  lteq: 'lte',
  neq: 'ne',
  startswith: 'begins_with',
  attributeexists: 'exists',
  attributenotexists: 'not_exists',
};

const SIGNS: Readonly<Record<string, Operator>> = {
  '>=': 'gte',
  '<=': 'lte',
  '<>': 'ne',
  '!=': 'ne',
  '>': 'gt',
  '<': 'lt',
};

/** A name that is so near to an operator that it can hardly be meant as a member of a map. */
export function isOperatorMeant(name: string): boolean {
  return operatorMeant(name) !== undefined;
}

function operatorMeant(name: string): Operator | undefined {
  const bare = (arg: string): string => arg.toLowerCase().replace(/[_-]/g, '');
  const other = Object.hasOwn(OTHER_NAMES, bare(name)) ? OTHER_NAMES[bare(name)] : undefined;
  return (
    other ??
    OPERATORS.find((operator) => bare(operator) === bare(name)) ??
    OPERATORS.find((operator) => operator.length > 4 && isOneSlip(name, operator))
  );
}

/** One letter is missing, added, changed, or swapped with its neighbour. */
function isOneSlip(name: string, operator: string): boolean {
  for (let at = 0; at <= operator.length; at += 1) {
    const [before, after] = [operator.slice(0, at), operator.slice(at)];
    if (name === before + after.slice(1)) return true;
    if (name.startsWith(before) && (name.slice(at + 1) === after || name.slice(at + 1) === after.slice(1))) {
      return true;
    }
    if (name === before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2)) return true;
  }
  return false;
}

/** The error for a path that ends in what should have been an operator. */
export function unknownOperator(
  path: AttributePath,
  arg: string,
  options: { canBeMember: boolean },
): AutodyneError {
  const name = String(path.at(-1));
  const attribute = formatAttributePath(path.slice(0, -1));
  const meant = operatorMeant(name) ?? closest(name, OPERATORS);
  const suggestions = [`operators: ${OPERATORS.join(' ')}`];
  if (meant !== undefined) suggestions.unshift(`did you mean ${attribute}.${meant}?`);
  if (options.canBeMember) {
    suggestions.push(`for a member of that name in a map, end the path with .eq: ${attribute}.${name}.eq`);
  }
  return new AutodyneError('InvalidUsage', `unknown operator "${name}" in "${arg}"`, { suggestions });
}

/** Signs before `=` in other languages: `~=`, `^=` and `*=` compare text in some of them. */
const TEXT_SIGNS: Readonly<Record<string, Operator>> = {
  '~': 'contains',
  '*': 'contains',
  '^': 'begins_with',
};

const SIGN_BEFORE_EQUALS = /^((?:\\.|[^\\])*?)\s*(\+\+|--|\*\*|\?\?|\|\||&&|<=|>=|<>|[-+*/%~^|&!:<>])$/s;

/** A path that ends in a sign without a backslash before it, cut in two: `size+`. */
export function signAtEnd(left: string): { attribute: string; sign: string } | undefined {
  const [, attribute = '', sign] = SIGN_BEFORE_EQUALS.exec(left) ?? [];
  return sign === undefined || attribute === '' ? undefined : { attribute, sign };
}

/**
 * The error for an argument of a condition that is written as in another language, and would otherwise be read as a
 * name or a string that was not meant: `year>=2010`, `year==2010`, `title~=x`.
 */
export function conditionSlip({ left, isJson, value }: ArgParts, arg: string): AutodyneError | undefined {
  const problem = signProblem(left, arg) ?? doubleEquals({ left, isJson, value }, arg);
  if (problem !== undefined || value === undefined) return problem;
  const found = signAtEnd(left);
  if (found === undefined) return undefined;
  const meant = TEXT_SIGNS[found.sign];
  const suggestions = meant === undefined ? [] : [`did you mean ${found.attribute}.${meant}=${value}?`];
  return new AutodyneError('InvalidUsage', `"${arg}": "${found.sign}=" is not a comparison operator`, {
    suggestions: [...suggestions, ...COMPARISON_HINTS],
  });
}

/** An argument that is split at its `=`, see `splitArg`. */
interface ArgParts {
  left: string;
  isJson: boolean;
  value: string | undefined;
}

/** The error for `year==2010`, whose value would be a string that begins with `=`. */
export function doubleEquals({ left, isJson, value }: ArgParts, arg: string): AutodyneError | undefined {
  if (isJson || value === undefined || !value.startsWith('=')) return undefined;
  const text = value.replace(/^=+/, '');
  return new AutodyneError('InvalidUsage', `"${arg}": use a single "="`, {
    suggestions: [
      `did you mean ${left}${readsAsLiteral(text) ? ':=' : '='}${text}?`,
      `for a string that begins with "=", write ${argWithJson(left, JSON.stringify(value))}`,
    ],
  });
}

const COMPARISON_HINTS = [
  `operators: ${OPERATORS.join(' ')}`,
  'in a name, put a backslash before such a character',
];

/** The error for `year>=2010` and the like, which the path before the `=` would otherwise take for a name. */
function signProblem(left: string, arg: string): AutodyneError | undefined {
  const sign = /^((?:\\.|[^\\<>!])+)(>|<>|<|!$)/s.exec(left);
  if (sign === null) return undefined;
  const [matched, attribute = '', first = ''] = sign;
  const isWithEquals = arg[matched.length] === '=' && first !== '<>';
  const operator = SIGNS[isWithEquals ? `${first}=` : first] ?? 'ne';
  const rest = arg.slice(matched.length + (isWithEquals ? 1 : 0));
  return new AutodyneError('InvalidUsage', `"${arg}": comparison operators are written as words`, {
    suggestions: [`did you mean ${attribute}.${operator}:=${rest}?`, ...COMPARISON_HINTS],
  });
}
