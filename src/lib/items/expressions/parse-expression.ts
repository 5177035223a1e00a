import type { AttributePath } from '../attribute-path.ts';
import type { AttributeValue } from '../attribute-value.ts';
import { type ExpressionName, invalidExpression } from './expression-error.ts';
import { functionCall } from './expression-functions.ts';
import { expressionTokens, syntaxError, type Token } from './expression-tokens.ts';
import type { ComparisonSign, ConditionTree, Operand } from './expression-tree.ts';
import { checkOperands } from './operand-rules.ts';
import { isReservedWord } from './reserved-words.ts';

/** What the placeholders of an expression stand for. */
export interface ExpressionPlaceholders {
  names: Readonly<Record<string, string>>;
  values: Readonly<Record<string, AttributeValue>>;
  /** Those that were met, filled while reading: DynamoDB refuses placeholders that no expression uses. */
  used: Set<string>;
}

/** What may stand in parentheses: DynamoDB takes them around operands too. */
type Piece = ConditionTree | Operand;

const SIGNS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const KEYWORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

/**
 * Reads a filter or key condition expression as DynamoDB does.
 * @throws AutodyneError `InvalidUsage`, in the service's words, for one that DynamoDB would refuse.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function parseExpression(
  text: string,
  name: ExpressionName,
  placeholders: ExpressionPlaceholders,
): ConditionTree {
  return new ExpressionParser(text, name, placeholders).whole();
}

/** One method for each rule of the grammar, from what binds least to what binds most. */
class ExpressionParser {
  readonly #text: string;
  readonly #name: ExpressionName;
  readonly #placeholders: ExpressionPlaceholders;
  readonly #tokens: readonly Token[];
  #position = 0;
  /** The parentheses that were closed last. */
  #lastPair = { start: -1, end: -1 };

  constructor(text: string, name: ExpressionName, placeholders: ExpressionPlaceholders) {
    this.#text = text;
    this.#name = name;
    this.#placeholders = placeholders;
    this.#tokens = expressionTokens(text, name);
  }

  whole(): ConditionTree {
    if (this.#tokens.length === 1) throw invalidExpression(this.#name, 'The expression can not be empty;');
    const tree = this.#condition(this.#or());
    if (this.#token.kind !== 'end') throw this.#unexpected();
    return tree;
  }

  #or(): Piece {
    return this.#joined('OR', () => this.#joined('AND', () => this.#not()));
  }

  #joined(keyword: 'AND' | 'OR', part: () => Piece): Piece {
    const first = part();
    if (!this.#isKeyword(keyword)) return first;
    const parts = [this.#condition(first)];
    while (this.#takes(keyword)) parts.push(this.#condition(part()));
    return { kind: keyword === 'AND' ? 'and' : 'or', parts };
  }

  #not(): Piece {
    if (!this.#takes('NOT')) return this.#comparison();
    return { kind: 'not', condition: this.#condition(this.#not()) };
  }

  #comparison(): Piece {
    const left = this.#piece();
    const { text } = this.#token;
    if (SIGNS.has(text)) {
      const operand = this.#operand(left);
      this.#position += 1;
      const right = this.#operand(this.#piece());
      return this.#checked({ kind: 'comparison', sign: text as ComparisonSign, left: operand, right });
    }
    if (this.#isKeyword('BETWEEN')) return this.#between(this.#operand(left));
    if (this.#isKeyword('IN')) return this.#in(this.#operand(left));
    return left;
  }

  #between(operand: Operand): ConditionTree {
    this.#position += 1;
    const low = this.#operand(this.#piece());
    this.#take('AND');
    return this.#checked({ kind: 'between', operand, low, high: this.#operand(this.#piece()) });
  }

  #in(operand: Operand): ConditionTree {
    this.#position += 1;
    this.#take('(');
    return this.#checked({ kind: 'in', operand, candidates: this.#operandsToParenthesis() });
  }

  #piece(): Piece {
    const token = this.#token;
    if (token.text === '(') return this.#inParentheses();
    if (token.kind === 'valuePlaceholder') return this.#value(token);
    const isCall = token.kind === 'name' && this.#tokens[this.#position + 1]?.text === '(';
    if (!isCall || isKeyword(token)) return { kind: 'path', path: this.#path() };
    this.#position += 2;
    const call = functionCall(token.text, this.#operandsToParenthesis(), this.#name);
    return call.kind === 'size' ? call : this.#checked(call);
  }

  #inParentheses(): Piece {
    const start = this.#position;
    this.#position += 1;
    const piece = this.#or();
    const inner = this.#lastPair;
    this.#take(')');
    if (inner.start === start + 1 && inner.end === this.#position - 1) {
      throw invalidExpression(this.#name, 'The expression has redundant parentheses;');
    }
    this.#lastPair = { start, end: this.#position };
    return piece;
  }

  #operandsToParenthesis(): Operand[] {
    const operands = [this.#operand(this.#piece())];
    while (this.#takes(',')) operands.push(this.#operand(this.#piece()));
    this.#take(')');
    return operands;
  }

  #value(token: Token): Operand {
    this.#position += 1;
    const { values, used } = this.#placeholders;
    const value = Object.hasOwn(values, token.text) ? values[token.text] : undefined;
    if (value === undefined) {
      const problem = `An expression attribute value used in expression is not defined; attribute value: ${token.text}`;
      throw invalidExpression(this.#name, problem);
    }
    used.add(token.text);
    return { kind: 'value', value };
  }

  #path(): AttributePath {
    const path: (string | number)[] = [this.#pathName()];
    for (;;) {
      if (this.#takes('.')) path.push(this.#pathName());
      else if (this.#takes('[')) {
        const position = this.#token;
        if (position.kind !== 'number') throw this.#unexpected();
        this.#position += 1;
        path.push(Number(position.text));
        this.#take(']');
      } else return path;
    }
  }

  #pathName(): string {
    const token = this.#token;
    if (token.kind === 'namePlaceholder') return this.#nameOf(token);
    if (token.kind !== 'name' || isKeyword(token)) throw this.#unexpected();
    if (isReservedWord(token.text)) {
      const problem = `Attribute name is a reserved keyword; reserved keyword: ${token.text}`;
      throw invalidExpression(this.#name, problem, [
        `write a placeholder for it, such as #n with --names '{"#n":"${token.text}"}'`,
      ]);
    }
    this.#position += 1;
    return token.text;
  }

  #nameOf(token: Token): string {
    this.#position += 1;
    const { names, used } = this.#placeholders;
    const name = Object.hasOwn(names, token.text) ? names[token.text] : undefined;
    if (name === undefined) {
      const problem = `An expression attribute name used in the document path is not defined; attribute name: ${token.text}`;
      throw invalidExpression(this.#name, problem);
    }
    used.add(token.text);
    return name;
  }

  #condition(piece: Piece): ConditionTree {
    if (piece.kind !== 'path' && piece.kind !== 'value' && piece.kind !== 'size') return piece;
    if (piece.kind !== 'size') throw this.#unexpected();
    const problem = 'The function is not allowed to be used this way in an expression; function: size';
    throw invalidExpression(this.#name, problem);
  }

  #operand(piece: Piece): Operand {
    if (piece.kind === 'path' || piece.kind === 'value' || piece.kind === 'size') return piece;
    throw this.#unexpected();
  }

  #checked<T extends ConditionTree>(tree: T): T {
    checkOperands(tree, this.#name);
    return tree;
  }

  get #token(): Token {
    return this.#tokens[this.#position] ?? { kind: 'end', text: '<EOF>', offset: this.#text.length };
  }

  #isKeyword(keyword: string): boolean {
    return this.#token.kind === 'name' && this.#token.text.toUpperCase() === keyword;
  }

  /** Steps over a sign or keyword if it comes next. */
  #takes(text: string): boolean {
    const isNext = this.#isKeyword(text) || (this.#token.kind === 'sign' && this.#token.text === text);
    if (isNext) this.#position += 1;
    return isNext;
  }

  #take(text: string): void {
    if (!this.#takes(text)) throw this.#unexpected();
  }

  #unexpected(): Error {
    return syntaxError(this.#token, this.#text, this.#name);
  }
}

function isKeyword({ text }: Token): boolean {
  return KEYWORDS.has(text.toUpperCase());
}
