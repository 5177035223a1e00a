import { MAX_EXPRESSION_BYTES } from '../../wire/request-limits.ts';
import { type ExpressionName, invalidExpression } from './expression-error.ts';

/**
 * A piece of an expression: a name or keyword, a placeholder (`#name`, `:value`), a list position, a sign, or another
 * character.
 */
export interface Token {
  kind: 'name' | 'namePlaceholder' | 'valuePlaceholder' | 'number' | 'sign' | 'unknown' | 'end';
  text: string;
  /** The token is `offset` up to, not including, `end`. */
  offset: number;
  end: number;
}

/**
 * The tokens of all expressions; any other character is a token by itself.
 * @see https://github.com/aws/aws-dax-client-js (the grammar file Tokens.g4, by AWS)
 */
const TOKEN = /[ \t\r\n]*([A-Za-z][A-Za-z0-9_]*|[#:][A-Za-z0-9_]+|0|[1-9]\d*|<>|<=|>=|[^ \t\r\n])/uy;

const SIGN = /^(?:<>|<=|>=|[=<>()[\],.+-])$/;

/**
 * Cuts an expression into its tokens, the last of which is `end`.
 * @throws AutodyneError `InvalidUsage` for an empty one, and for more than 4 KB.
 */
export function expressionTokens(text: string, name: ExpressionName): Token[] {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > MAX_EXPRESSION_BYTES) {
    throw invalidExpression(
      name,
      `Expression size has exceeded the maximum allowed size; expression size: ${sizeBytes}`,
    );
  }
  if (text === '') throw invalidExpression(name, 'The expression can not be empty;');
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[1] ?? '';
    const end = TOKEN.lastIndex;
    tokens.push({ kind: kindOf(token), text: token, offset: end - token.length, end });
  }
  tokens.push({ kind: 'end', text: '<EOF>', offset: text.length, end: text.length });
  return tokens;
}

function kindOf(token: string): Token['kind'] {
  if (SIGN.test(token)) return 'sign';
  if (/^[A-Za-z]/.test(token)) return 'name';
  if (/^\d/.test(token)) return 'number';
  if (token.length === 1 || !/^[#:]/.test(token)) return 'unknown';
  return token.startsWith('#') ? 'namePlaceholder' : 'valuePlaceholder';
}

/** The error for the token at `position`, which is not allowed there; it shows the one before and the one after too. */
export function syntaxError(
  tokens: readonly Token[],
  position: number,
  text: string,
  name: ExpressionName,
): Error {
  const start = tokens[position - 1]?.offset ?? 0;
  const near = text.slice(start, tokens[position + 1]?.end ?? text.length);
  return invalidExpression(name, `Syntax error; token: "${tokens[position]?.text}", near: "${near}"`);
}
