import type { ExpressionName } from './expression-error.ts';
import {
  functionCall,
  functionNameProblem,
  functionProblem,
  misplacedFunction,
} from './expression-functions.ts';
import type { ComparisonSign, ConditionTree, Operand } from './expression-tree.ts';
import { boundsProblem, inProblem, ORDERED_TYPES, operandProblem } from './operand-rules.ts';
import { type ExpressionPlaceholders, PlaceholderReader } from './placeholders.ts';
import { TokenReader } from './token-reader.ts';

/** A function with its name; what it makes is missing when something is wrong with it. */
interface Call {
  kind: 'call';
  name: string;
  offset: number;
  isKnown: boolean;
  made: ReturnType<typeof functionCall>;
}

/** The content of parentheses: DynamoDB allows them around operands too. */
type Piece = ConditionTree | Operand | Call;

const SIGNS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/** Stand for what could not be read, where a problem is noted already. */
const NO_OPERAND: Operand = { kind: 'path', path: [] };
const NO_CONDITION: ConditionTree = { kind: 'and', parts: [] };

/**
 * Reads a condition, filter or key condition expression as DynamoDB does.
 * @throws AutodyneError `InvalidUsage`, with the service's message, for one that DynamoDB would refuse.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function parseExpression(
  text: string,
  name: ExpressionName,
  placeholders: ExpressionPlaceholders,
): ConditionTree {
  const { takesReservedWords } = placeholders;
  return new ConditionParser(new TokenReader(text, name, { takesReservedWords }), placeholders).whole();
}

/** One method for each rule of the grammar, from what binds least to what binds most. */
class ConditionParser {
  readonly #reader: TokenReader;
  readonly #placeholders: PlaceholderReader;

  constructor(reader: TokenReader, placeholders: ExpressionPlaceholders) {
    this.#reader = reader;
    this.#placeholders = new PlaceholderReader(placeholders, reader.problems);
  }

  whole(): ConditionTree {
    const tree = this.#condition(this.#or());
    this.#reader.finish();
    return tree;
  }

  #or(): Piece {
    return this.#joined('OR', () => this.#joined('AND', () => this.#not()));
  }

  #joined(keyword: 'AND' | 'OR', part: () => Piece): Piece {
    const first = part();
    if (!this.#reader.isKeyword(keyword)) return first;
    const parts = [this.#condition(first)];
    while (this.#reader.takes(keyword)) {
      parts.push(this.#condition(part()));
      this.#reader.problems.countOperator();
    }
    return { kind: keyword === 'AND' ? 'and' : 'or', parts };
  }

  #not(): Piece {
    if (!this.#reader.takes('NOT')) return this.#comparison();
    const condition = this.#condition(this.#not());
    this.#reader.problems.countOperator();
    return { kind: 'not', condition };
  }

  #comparison(): Piece {
    const left = this.#piece();
    const { text, kind } = this.#reader.token;
    if (kind === 'sign' && SIGNS.has(text)) return this.#compared(this.#operandOf(left), text);
    if (this.#reader.isKeyword('BETWEEN')) return this.#between(this.#operandOf(left));
    if (this.#reader.isKeyword('IN')) return this.#in(this.#operandOf(left));
    return left;
  }

  #compared(left: Operand, operator: string): ConditionTree {
    this.#reader.next();
    const right = this.#operand();
    const types = operator === '=' || operator === '<>' ? undefined : ORDERED_TYPES;
    this.#check(operandProblem({ operator, operands: [left, right], types }));
    return { kind: 'comparison', sign: operator as ComparisonSign, left, right };
  }

  #between(operand: Operand): ConditionTree {
    this.#reader.next();
    const low = this.#operand();
    this.#reader.take('AND');
    const high = this.#operand();
    const rule = { operator: 'BETWEEN', operands: [operand, low, high], types: ORDERED_TYPES };
    this.#check(operandProblem(rule) ?? boundsProblem(low, high));
    return { kind: 'between', operand, low, high };
  }

  #in(operand: Operand): ConditionTree {
    this.#reader.next();
    this.#reader.take('(');
    const candidates = this.#reader.list(() => this.#operand());
    this.#reader.take(')');
    this.#check(
      operandProblem({ operator: 'IN', operands: [operand, ...candidates] }) ?? inProblem(candidates),
    );
    return { kind: 'in', operand, candidates };
  }

  /** Reads where both a condition and an operand are allowed. */
  #piece(): Piece {
    if (this.#reader.token.text === '(') return this.#reader.inParentheses(() => this.#or());
    return this.#simple();
  }

  #operand(): Operand {
    if (this.#reader.token.text === '(') return this.#reader.inParentheses(() => this.#operand());
    return this.#operandOf(this.#simple());
  }

  #simple(): Operand | Call {
    const { kind } = this.#reader.token;
    if (kind === 'valuePlaceholder') return this.#placeholders.value(this.#reader.next().text);
    if (this.#reader.isAtCall) return this.#call();
    return { kind: 'path', path: this.#placeholders.path(this.#reader.path()) };
  }

  #call(): Call {
    const { text: name, offset } = this.#reader.next();
    const nameProblem = functionNameProblem(name, 'a condition expression');
    if (nameProblem !== undefined) this.#reader.problems.noteInText(offset, nameProblem);
    this.#reader.take('(');
    const operands = this.#reader.list(() => this.#operand());
    this.#reader.take(')');
    const isKnown = nameProblem === undefined;
    if (!isKnown) return { kind: 'call', name, offset, isKnown, made: undefined };
    this.#check(functionProblem(name, operands));
    return { kind: 'call', name, offset, isKnown, made: functionCall(name, operands) };
  }

  /** Each operator counts, and is checked after its operands. */
  #check(problem: string | undefined): void {
    this.#reader.problems.noteInMeaning(problem);
    this.#reader.problems.countOperator();
  }

  #condition(piece: Piece): ConditionTree {
    if (piece.kind === 'path' || piece.kind === 'value' || piece.kind === 'size') {
      throw this.#reader.unexpected();
    }
    if (piece.kind !== 'call') return piece;
    if (piece.name === 'size') this.#reader.problems.noteInText(piece.offset, misplacedFunction('size'));
    return piece.made === undefined || piece.made.kind === 'size' ? NO_CONDITION : piece.made;
  }

  #operandOf(piece: Piece): Operand {
    if (piece.kind === 'path' || piece.kind === 'value' || piece.kind === 'size') return piece;
    if (piece.kind !== 'call') throw this.#reader.unexpected();
    if (piece.isKnown && piece.name !== 'size') {
      this.#reader.problems.noteInText(piece.offset, misplacedFunction(piece.name));
    }
    return piece.made?.kind === 'size' ? piece.made : NO_OPERAND;
  }
}
