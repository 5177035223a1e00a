import { parse } from 'dotenv';
import { AutodyneError } from '../errors/autodyne-error.ts';

export type Variables = Readonly<Record<string, string>>;

/**
 * Reads the text of a `.env` file as dotenv does, without touching `process.env`: `export `, quotes of three kinds,
 * comments, CRLF and a byte order mark are understood, and of a name that is set twice the last value counts.
 */
export function parseEnvText(text: string): Variables {
  return parse(text);
}

/**
 * One assignment as dotenv finds it: a name, `=` or `: `, and a value in quotes (over several lines, too) or bare up to
 * a `#`.
 */
const ASSIGNMENT =
  /^\s*(?:export\s+)?(?<name>[\w.-]+)(?<sign>\s*=\s*?|:\s+?)(?<value>\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?$/dgm;

/**
 * The text of a `.env` file with `variables` set in it. A variable that exists keeps its line, its `export` and its
 * comment; a second assignment of the same name is removed, so that every reader sees the new value; the others are
 * added at the end. All other text stays as it is, byte for byte.
 * @throws AutodyneError `InvalidInput` for a value that cannot be quoted, or a file so damaged that adding to it would
 *   change other variables.
 */
export function updateEnvText(text: string, variables: Variables): string {
  const pending = new Map(Object.entries(variables));
  let updated = '';
  let copiedTo = 0;
  for (const match of text.matchAll(ASSIGNMENT)) {
    const name = match.groups?.['name'] ?? '';
    const [start, end] = valueRange(match);
    const value = pending.get(name);
    if (value !== undefined) {
      updated += `${text.slice(copiedTo, start)}${quote(name, value)}`;
      copiedTo = end;
      pending.delete(name);
    } else if (name in variables) {
      const nameStart = match.indices?.groups?.['name']?.[0] ?? start;
      updated += text.slice(copiedTo, text.lastIndexOf('\n', nameStart) + 1);
      copiedTo = endOfLine(text, end);
    }
  }
  updated += text.slice(copiedTo);
  return checked(text, appended(updated, pending), variables);
}

/** Without the blanks around it. */
function valueRange(match: RegExpExecArray): [number, number] {
  const range = match.indices?.groups?.['value'];
  if (range === undefined) {
    const sign = match.groups?.['sign'] ?? '=';
    const afterSign = (match.indices?.groups?.['sign']?.[0] ?? 0) + sign.search(/[=:]/) + 1;
    return [afterSign, afterSign];
  }
  const value = match.groups?.['value'] ?? '';
  const start = range[0] + value.length - value.trimStart().length;
  return [start, start + value.trim().length];
}

function endOfLine(text: string, position: number): number {
  const newline = text.indexOf('\n', position);
  return newline === -1 ? text.length : newline + 1;
}

function appended(text: string, variables: ReadonlyMap<string, string>): string {
  if (variables.size === 0) return text;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = [...variables].map(([name, value]) => `${name}=${quote(name, value)}${newline}`);
  const separator = text === '' || text.endsWith('\n') ? '' : newline;
  return `${text}${separator}${lines.join('')}`;
}

/** A value written so that dotenv, and where it can be a shell, read the same value back. */
function quote(name: string, value: string): string {
  if (/^[\w@%+=:,./-]*$/.test(value)) return value;
  const quoted = ["'", '"', '`'].filter((mark) => !value.includes(mark)).map((mark) => mark + value + mark);
  // A backslash before the closing quote would escape that quote when another one follows further down.
  const forms = value.endsWith('\\') ? [value, ...quoted] : [...quoted, value];
  const found = forms.find((form) => parse(`${name}=${form}\n`)[name] === value);
  if (found !== undefined) return found;
  throw new AutodyneError('InvalidInput', `the value of ${name} cannot be written to a .env file`, {
    suggestions: [`set ${name} in the environment instead`],
  });
}

/** Compares the result with the request: a file of secrets must not be damaged. */
function checked(before: string, after: string, variables: Variables): string {
  const expected = new Map([...Object.entries(parse(before)), ...Object.entries(variables)]);
  const actual = new Map(Object.entries(parse(after)));
  for (const name of new Set([...expected.keys(), ...actual.keys()])) {
    if (expected.get(name) === actual.get(name)) continue;
    throw new AutodyneError(
      'InvalidInput',
      `the .env file cannot be changed: this would change the value of ${name}`,
      {
        suggestions: [`check for an open quote or a line that ends with a colon, near ${name}`],
      },
    );
  }
  return after;
}
