import { type ExpressionName, invalidExpression } from './expression-error.ts';

/** A piece of an expression: a name or keyword, a placeholder (`#name`, `:value`), a list position, or a sign. */
export interface Token {
  kind: 'name' | 'namePlaceholder' | 'valuePlaceholder' | 'number' | 'sign' | 'end';
  text: string;
  /** Where it begins. */
  offset: number;
}

const TOKEN =
  /\s*(?:(?<name>[A-Za-z][A-Za-z0-9_]*)|(?<namePlaceholder>#[A-Za-z0-9_]+)|(?<valuePlaceholder>:[A-Za-z0-9_]+)|(?<number>0|[1-9]\d*)|(?<sign><>|<=|>=|[=<>()[\],.]))/y;

/** The most that DynamoDB takes as one expression. */
const MAX_EXPRESSION_BYTES = 4096;

/**
 * Cuts an expression into its tokens, the last of which is `end`.
 * @throws AutodyneError `InvalidUsage` for a character that is in no expression, and for more than 4 KB.
 */
export function expressionTokens(text: string, name: ExpressionName): Token[] {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > MAX_EXPRESSION_BYTES) {
    throw invalidExpression(
      name,
      `Expression size has exceeded the maximum allowed size; expression size: ${sizeBytes}`,
    );
  }
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      const offset = at + text.slice(at).search(/\S/);
      throw syntaxError(
        { kind: 'sign', text: String.fromCodePoint(text.codePointAt(offset) ?? 0), offset },
        text,
        name,
      );
    }
    const [kind, token = ''] =
      Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    at = TOKEN.lastIndex;
    tokens.push({ kind: kind as Token['kind'], text: token, offset: at - token.length });
  }
  tokens.push({ kind: 'end', text: '<EOF>', offset: text.length });
  return tokens;
}

/** The error for a token that cannot stand where it does. */
export function syntaxError(token: Token, text: string, name: ExpressionName): Error {
  const near = text.slice(Math.max(0, token.offset - 10), token.offset + 10).trim();
  return invalidExpression(name, `Syntax error; token: "${token.text}", near: "${near}"`);
}
