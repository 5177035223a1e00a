import { commandText } from '../../lib/errors/command-text.ts';
import { parseExpressionNames, parseExpressionValues } from '../../lib/items/conditions/own-expressions.ts';
import { isReservedWord } from '../../lib/items/expressions/reserved-words.ts';
import { toPlainJsonText } from '../../lib/items/json/plain-json-text.ts';
import type { AttributeValue, Item } from '../../lib/items/values/attribute-value.ts';
import type { TypedLine } from './retyped-command.ts';

/** The flags that take an expression as DynamoDB has it. */
export const EXPRESSION_FLAGS = ['filter', 'key-condition', 'condition', 'expression'] as const;

/** Values of a command's flags, by name; only those of expressions are looked at. */
export type ExpressionFlagValues = Readonly<Record<string, unknown>>;

/** The words that join the parts of expressions; all others that are reserved are meant as names. */
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN', 'SET', 'ADD', 'DELETE', 'REMOVE']);

/** A placeholder, a string in quotes, a name with what follows it, a number, a list position, or another character. */
const TOKEN =
  /[#:]\w+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_][\w]*(?:-\w+)*(\s*\()?|\[\d+\]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\s+|./gsu;

/** The problem of an expression that placeholders mend, in the service's words and in those of our own reader. */
export function needsPlaceholders(message: string): boolean {
  return /Invalid \w+Expression: (?:Attribute name is a reserved keyword|Syntax error)/.test(message);
}

/**
 * The command that was typed, with placeholders in its expressions for names that are reserved words or have hyphens,
 * and for values in them; none where that changes nothing.
 */
export function expressionWays(line: TypedLine, flags: ExpressionFlagValues): string[] {
  const names = { ...(typeof flags['names'] === 'string' ? parseExpressionNames(flags['names']) : {}) };
  const values: Item = {
    ...(typeof flags['values'] === 'string' ? parseExpressionValues(flags['values']) : {}),
  };
  const added = { names: false, values: false };
  const rewritten = new Map<string, string>();
  for (const flag of EXPRESSION_FLAGS) {
    const text = flags[flag];
    if (typeof text !== 'string') continue;
    const meant = text.replace(TOKEN, (token, call: string | undefined) => {
      if (call !== undefined) return token;
      const value = literalValue(token);
      if (value !== undefined) {
        added.values = true;
        return placeholderOf(value, values, ':v', sameValue);
      }
      if (!/^[A-Za-z_]/.test(token) || !isNameInNeed(token)) return token;
      added.names = true;
      return placeholderOf(token, names, `#${token.replace(/\W/g, '_')}`, (one, other) => one === other);
    });
    if (meant !== text) rewritten.set(flag, meant);
  }
  if (rewritten.size === 0) return [];
  if (added.names) rewritten.set('names', JSON.stringify(names));
  if (added.values) rewritten.set('values', toPlainJsonText(values));
  return [`with placeholders: ${commandText(...line.id.split(':'), ...withFlags(line.argv, rewritten))}`];
}

function isNameInNeed(token: string): boolean {
  return !KEYWORDS.has(token.toUpperCase()) && (isReservedWord(token) || /-|^_/.test(token));
}

/** A string in quotes or a number, which expressions cannot have. */
function literalValue(token: string): AttributeValue | undefined {
  if (/^["']/.test(token) && token.length > 1) return { S: token.slice(1, -1) };
  return /^-?\d/.test(token) ? { N: token } : undefined;
}

function sameValue(one: AttributeValue, other: AttributeValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The placeholder of this name or value, added if there is none yet. */
function placeholderOf<T>(
  meant: T,
  known: Record<string, T>,
  begin: string,
  isSame: (one: T, other: T) => boolean,
): string {
  const found = Object.keys(known).find((name) => isSame(known[name] as T, meant));
  if (found !== undefined) return found;
  let name = begin.startsWith('#') ? begin : `${begin}1`;
  for (let count = 2; Object.hasOwn(known, name); count += 1) name = `${begin}${count}`;
  known[name] = meant;
  return name;
}

/** The arguments with these values of flags: in their location, or at the end. */
function withFlags(argv: readonly string[], values: ReadonlyMap<string, string>): string[] {
  const result = [...argv];
  for (const [flag, value] of values) {
    const at = result.findIndex((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`));
    if (at === -1) result.push(`--${flag}`, value);
    else if (result[at] === `--${flag}`) result[at + 1] = value;
    else result[at] = `--${flag}=${value}`;
  }
  return result;
}
