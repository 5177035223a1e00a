import { AutodyneError } from '../errors/autodyne-error.ts';
import { closest } from '../errors/closest.ts';
import { type AttributePath, formatAttributePath } from './attribute-path.ts';
import { OPERATORS, type Operator } from './condition.ts';

/** What other query languages call our operators. */
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
  const bare = (word: string): string => word.toLowerCase().replace(/[_-]/g, '');
  const other = Object.hasOwn(OTHER_NAMES, bare(name)) ? OTHER_NAMES[bare(name)] : undefined;
  return (
    other ??
    OPERATORS.find((operator) => bare(operator) === bare(name)) ??
    OPERATORS.find((operator) => operator.length > 4 && isOneSlip(name, operator))
  );
}

/** Whether a letter was left out, added, changed, or swapped with its neighbour. */
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
  word: string,
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
  return new AutodyneError('InvalidUsage', `unknown operator "${name}" in "${word}"`, { suggestions });
}

/** The error for `year>=2010` and the like, which the path before the `=` would otherwise take for a name. */
export function signProblem(left: string, word: string): AutodyneError | undefined {
  const sign = /^((?:\\.|[^\\<>!])+)(>|<>|<|!$)/s.exec(left);
  if (sign === null) return undefined;
  const [matched, attribute = '', first = ''] = sign;
  const isWithEquals = word[matched.length] === '=' && first !== '<>';
  const operator = SIGNS[isWithEquals ? `${first}=` : first] ?? 'ne';
  const rest = word.slice(matched.length + (isWithEquals ? 1 : 0));
  return new AutodyneError('InvalidUsage', `"${word}": comparisons are written as words`, {
    suggestions: [
      `did you mean ${attribute}.${operator}:=${rest}?`,
      `operators: ${OPERATORS.join(' ')}`,
      'in a name, such a character has a backslash before it',
    ],
  });
}
