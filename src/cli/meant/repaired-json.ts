import { parseJson } from '../../lib/json/parse-json.ts';

/** Longer arguments are not typed by hand. */
const MAX_LENGTH = 64 * 1024;

const OTHER_LITERALS: Readonly<Record<string, string>> = {
  True: 'true',
  False: 'false',
  None: 'null',
  undefined: 'null',
};

/** A string in double quotes, one in single quotes, a sign, blanks, or anything else up to the next of those. */
const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{}[\]:,]|\s+|[^{}[\]:,\s"'][^{}[\]:,"']*|["']/gs;

/** The argument is meant as JSON: it begins with a brace or bracket, behind quotes that no shell has taken away or not. */
export function looksLikeJson(arg: string): boolean {
  return /^\s*["']?\s*[{[]/.test(arg);
}

/** The argument has quotes that a POSIX shell would have taken away, and cmd.exe leaves. */
export function isQuotedForPosix(arg: string): boolean {
  return arg.startsWith("'");
}

/**
 * The JSON that was probably meant by an argument that is none: with quotes around names and texts (JavaScript, or
 * quotes that a shell took away), double ones in place of single ones and of escaped ones, without a comma at the end.
 * @returns `undefined` if it is JSON already, and where no repair makes it JSON
 */
export function repairedJson(arg: string): string | undefined {
  if (arg.length > MAX_LENGTH || !looksLikeJson(arg) || isJson(arg)) return undefined;
  const bare = arg.trim().replace(/^(['"])(.*)\1$/s, '$2');
  const unescaped = /(?<!\\)"/.test(bare) ? bare : bare.replaceAll('\\"', '"');
  const tokens = (unescaped.match(TOKEN) ?? []).filter((token) => token.trim() !== '');
  // Not a string, and no JSON at all: the number that is meant is not known.
  if (tokens.some((token) => /^[-+]?(NaN|Infinity)\s*$/.test(token))) return undefined;
  const text = tokens
    .flatMap((token, position) => {
      const next = tokens[position + 1] ?? '';
      return token === ',' && /^[}\]]$/.test(next) ? [] : [repairedToken(token.trim(), next === ':')];
    })
    .join('');
  return isJson(text) ? text : undefined;
}

function repairedToken(token: string, isName: boolean): string {
  if (/^["{}[\]:,]/.test(token)) return token;
  if (token.startsWith("'")) return JSON.stringify(token.slice(1, -1).replaceAll("\\'", "'"));
  if (!isName && Object.hasOwn(OTHER_LITERALS, token)) return OTHER_LITERALS[token] ?? token;
  return !isName && isJson(token) ? token : JSON.stringify(token);
}

/** The text is one JSON value. */
export function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}
