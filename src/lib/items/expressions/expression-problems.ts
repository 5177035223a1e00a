import { type ExpressionName, invalidExpression } from './expression-error.ts';

/** More than DynamoDB takes in one expression: comparisons, functions, AND, OR, NOT, + and -. */
const MAX_OPERATORS = 300;

/**
 * Collects the problems of one expression that can be parsed. DynamoDB reports the first one in this order: problems of
 * the text (reserved words, misplaced functions), wherever they are; then, from the inside to the outside, problems of
 * placeholders and operands. A syntax error is thrown before all of them.
 */
export class ExpressionProblems {
  readonly #name: ExpressionName;
  #inText: { offset: number; error: Error } | undefined;
  #inMeaning: Error | undefined;
  #operatorCount = 0;

  constructor(name: ExpressionName) {
    this.#name = name;
  }

  /** Notes a problem with what is written at `offset`; the one that is written first counts. */
  noteInText(offset: number, problem: string, suggestions: readonly string[] = []): void {
    if (this.#inText !== undefined && this.#inText.offset <= offset) return;
    this.#inText = { offset, error: invalidExpression(this.#name, problem, suggestions) };
  }

  /** Notes a problem with what is meant, if there is one; the one that is noted first counts. */
  noteInMeaning(problem: string | undefined): void {
    if (problem !== undefined) this.#inMeaning ??= invalidExpression(this.#name, problem);
  }

  countOperator(): void {
    this.#operatorCount += 1;
    if (this.#operatorCount <= MAX_OPERATORS) return;
    const facts = `operator count: ${this.#operatorCount}`;
    this.noteInMeaning(`The expression contains too many operators; ${facts}`);
  }

  /** @throws AutodyneError `InvalidUsage`: the problem that DynamoDB would report, if any was noted */
  throwFirst(): void {
    const error = this.#inText?.error ?? this.#inMeaning;
    if (error !== undefined) throw error;
  }
}
