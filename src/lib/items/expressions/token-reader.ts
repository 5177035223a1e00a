import { type ExpressionName, invalidExpression } from './expression-error.ts';
import { ExpressionProblems } from './expression-problems.ts';
import { expressionTokens, syntaxError, type Token } from './expression-tokens.ts';
import { isReservedWord } from './reserved-words.ts';

/** A path as it is written: names, placeholders of names (`#n`), positions in lists. */
export type WrittenPath = readonly (string | number | { placeholder: string })[];

const KEYWORDS: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'NOT',
  'BETWEEN',
  'IN',
  'SET',
  'ADD',
  'DELETE',
  'REMOVE',
]);
/** The highest position in a list that DynamoDB reads. */
const MAX_LIST_INDEX = 2 ** 31 - 1;

/** Reads the tokens of one expression from left to right, and what all kinds of expressions have in common. */
export class TokenReader {
  readonly problems: ExpressionProblems;
  readonly #text: string;
  readonly #name: ExpressionName;
  readonly #tokens: readonly Token[];
  readonly #takesReservedWords: boolean;
  #position = 0;
  /** The parentheses that were closed last. */
  #lastPair = { start: -1, end: -1 };

  /** @throws AutodyneError `InvalidUsage` as {@link expressionTokens} does */
  constructor(
    text: string,
    name: ExpressionName,
    { takesReservedWords = false }: { takesReservedWords?: boolean | undefined } = {},
  ) {
    this.#takesReservedWords = takesReservedWords;
    this.#text = text;
    this.#name = name;
    this.#tokens = expressionTokens(text, name);
    this.problems = new ExpressionProblems(name);
  }

  get token(): Token {
    return this.#at(this.#position);
  }

  /** A function's name and its opening parenthesis come next. */
  get isAtCall(): boolean {
    return this.token.kind === 'name' && !isKeyword(this.token) && this.#at(this.#position + 1).text === '(';
  }

  isKeyword(keyword: string): boolean {
    return this.token.kind === 'name' && this.token.text.toUpperCase() === keyword;
  }

  /** Steps over the next token and returns it. */
  next(): Token {
    const { token } = this;
    this.#position += 1;
    return token;
  }

  /** Steps over a sign or keyword if it comes next. */
  takes(text: string): boolean {
    const isNext = this.isKeyword(text) || (this.token.kind === 'sign' && this.token.text === text);
    if (isNext) this.#position += 1;
    return isNext;
  }

  /** @throws AutodyneError `InvalidUsage`: a syntax error, when something else comes next */
  take(text: string): void {
    if (!this.takes(text)) throw this.unexpected();
  }

  /** @throws AutodyneError `InvalidUsage`: a syntax error when something follows, or else the first problem */
  finish(): void {
    if (this.token.kind !== 'end') throw this.unexpected();
    this.problems.throwFirst();
  }

  unexpected(): Error {
    return syntaxError(this.#tokens, this.#position, this.#text, this.#name);
  }

  inParentheses<T>(read: () => T): T {
    const start = this.#position;
    this.take('(');
    const piece = read();
    const inner = this.#lastPair;
    this.take(')');
    if (inner.start === start + 1 && inner.end === this.#position - 1) {
      throw invalidExpression(this.#name, 'The expression has redundant parentheses;');
    }
    this.#lastPair = { start, end: this.#position };
    return piece;
  }

  /** One or more of something, with commas between. */
  list<T>(read: () => T): T[] {
    const list = [read()];
    while (this.takes(',')) list.push(read());
    return list;
  }

  path(): WrittenPath {
    const path: (string | number | { placeholder: string })[] = [this.#pathName()];
    for (;;) {
      if (this.takes('.')) path.push(this.#pathName());
      else if (this.takes('[')) path.push(this.#listIndex());
      else return path;
    }
  }

  #listIndex(): number {
    if (this.token.kind !== 'number') throw this.unexpected();
    const { text, offset } = this.next();
    this.take(']');
    if (Number(text) > MAX_LIST_INDEX) {
      this.problems.noteInText(offset, `List index is not within the allowable range; index: [${text}]`);
    }
    return Number(text);
  }

  #pathName(): string | { placeholder: string } {
    const { token } = this;
    if (token.kind !== 'namePlaceholder' && (token.kind !== 'name' || isKeyword(token))) {
      throw this.unexpected();
    }
    this.#position += 1;
    if (token.kind === 'namePlaceholder') return { placeholder: token.text };
    if (!this.#takesReservedWords && isReservedWord(token.text)) {
      this.problems.noteInText(
        token.offset,
        `Attribute name is a reserved keyword; reserved keyword: ${token.text}`,
        [`write a placeholder for it, such as #n with --names '{"#n":"${token.text}"}'`],
      );
    }
    return token.text;
  }

  #at(position: number): Token {
    const end = this.#text.length;
    return this.#tokens[position] ?? { kind: 'end', text: '<EOF>', offset: end, end };
  }
}

function isKeyword({ text }: Token): boolean {
  return KEYWORDS.has(text.toUpperCase());
}
