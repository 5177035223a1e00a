import type { AttributePath } from '../keys/attribute-path.ts';
import { pathsProblem } from './distinct-paths.ts';
import { functionNameProblem, misplacedFunction, pathWanted } from './expression-functions.ts';
import type { Operand } from './expression-tree.ts';
import { operandCountProblem, operandProblem, typeOf } from './operand-rules.ts';
import { type ExpressionPlaceholders, PlaceholderReader } from './placeholders.ts';
import { TokenReader, type WrittenPath } from './token-reader.ts';

export type UpdateSection = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

/** One change of an update expression: what, and the type that it gets whatever the item, if it gets one. */
export interface UpdateClauseAction {
  section: UpdateSection;
  path: AttributePath;
  type: string | undefined;
  /** Is set, added or deleted. */
  operand: UpdateOperand | undefined;
}

/** An operand of an update, or what an operator makes of others for an item. */
export type UpdateOperand =
  | Operand
  | { kind: 'if_not_exists' | 'list_append' | '+' | '-'; operands: readonly UpdateOperand[] };

/** Of an expression without problems. */
type SoundOperator = Exclude<UpdateOperand['kind'], Operand['kind']>;

/** A value as it is written; what it means is found out, and checked, only when everything is read. */
interface WrittenValue {
  read: () => Operand;
  /** Only when there was no problem. */
  operand: () => UpdateOperand;
  call?: { name: string; offset: number };
  /** DynamoDB adds two operands, not sums of sums. */
  isSum?: boolean;
}

interface WrittenAction {
  section: UpdateSection;
  path: WrittenPath;
  value: WrittenValue | undefined;
}

const SECTIONS: readonly UpdateSection[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];
/** As the messages about sections write types; sets are taken. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

/** The result of a function whose type is not known before there is an item. */
const ANYTHING: Operand = { kind: 'path', path: [] };
const A_NUMBER: Operand = { kind: 'size', of: ANYTHING };
const A_LIST: Operand = { kind: 'value', value: { L: [] } };

/**
 * Reads an update expression as DynamoDB does.
 * @throws AutodyneError `InvalidUsage`, with the service's message, for one that DynamoDB would refuse.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
 */
export function parseUpdate(text: string, placeholders: ExpressionPlaceholders): UpdateClauseAction[] {
  return new UpdateParser(new TokenReader(text, 'UpdateExpression'), placeholders).whole();
}

/** One method for each rule of the grammar. */
class UpdateParser {
  readonly #reader: TokenReader;
  readonly #placeholders: PlaceholderReader;

  constructor(reader: TokenReader, placeholders: ExpressionPlaceholders) {
    this.#reader = reader;
    this.#placeholders = new PlaceholderReader(placeholders, reader.problems);
  }

  whole(): UpdateClauseAction[] {
    // From the last to the first, and all paths before any value: the order of the service's messages.
    const written = this.#sections().reverse();
    const { problems } = this.#reader;
    const paths = written.map(({ path }) => this.#placeholders.path(path));
    problems.noteInMeaning(pathsProblem(paths.toReversed()));
    const actions = written.map(({ section, value }, index): UpdateClauseAction => {
      const operand = value?.read();
      const type = operand && typeOf(operand);
      problems.noteInMeaning(sectionProblem(section, type));
      return { section, path: paths[index] ?? [], type, operand: undefined };
    });
    this.#reader.finish();
    return actions
      .map((action, index) => ({ ...action, operand: written[index]?.value?.operand() }))
      .reverse();
  }

  #sections(): WrittenAction[] {
    const actions: WrittenAction[] = [];
    const met = new Set<UpdateSection>();
    while (met.size === 0 || this.#reader.token.kind !== 'end') {
      const section = SECTIONS.find((keyword) => this.#reader.takes(keyword));
      if (section === undefined) throw this.#reader.unexpected();
      actions.push(...this.#reader.list(() => this.#action(section)));
      if (met.has(section)) {
        const problem = `The "${section}" section can only be used once in an update expression;`;
        // The service reports it after the problems inside the section.
        this.#reader.problems.noteInText(this.#reader.token.offset - 1, problem);
      }
      met.add(section);
    }
    return actions;
  }

  #action(section: UpdateSection): WrittenAction {
    const path = this.#reader.path();
    if (section === 'REMOVE') return { section, path, value: undefined };
    if (section === 'SET') {
      this.#reader.take('=');
      return { section, path, value: this.#setValue() };
    }
    if (this.#reader.token.kind !== 'valuePlaceholder') throw this.#reader.unexpected();
    return { section, path, value: this.#simple(false) };
  }

  /** An operand, a sum or a difference, each of which may be in parentheses. */
  #setValue(): WrittenValue {
    const isInParentheses = this.#reader.token.text === '(';
    const left = isInParentheses ? this.#reader.inParentheses(() => this.#setValue()) : this.#simple(false);
    const { text: sign } = this.#reader.token;
    if (sign !== '+' && sign !== '-') return left;
    if (left.isSum) throw this.#reader.unexpected();
    if (left.call !== undefined) this.#noteNested(left.call);
    this.#reader.next();
    const right = this.#operand();
    const read = (): Operand => {
      const operands = [left.read(), right.read()];
      this.#check(typesProblem(sign, operands, ['N']));
      return A_NUMBER;
    };
    const operand = (): UpdateOperand => ({ kind: sign, operands: [left.operand(), right.operand()] });
    return { read, operand, isSum: true };
  }

  /** An operand of a sum or of a function. */
  #operand(): WrittenValue {
    if (this.#reader.token.text === '(') return this.#reader.inParentheses(() => this.#operand());
    return this.#simple(true);
  }

  #simple(isNested: boolean): WrittenValue {
    if (this.#reader.token.kind === 'valuePlaceholder') {
      const { text } = this.#reader.next();
      const read = (): Operand => this.#placeholders.value(text);
      return { read, operand: read };
    }
    if (this.#reader.isAtCall) return this.#call(isNested);
    const path = this.#reader.path();
    const read = (): Operand => ({ kind: 'path', path: this.#placeholders.path(path) });
    return { read, operand: read };
  }

  #call(isNested: boolean): WrittenValue {
    const { text: name, offset } = this.#reader.next();
    const nameProblem = functionNameProblem(name, 'an update expression');
    if (nameProblem !== undefined) this.#reader.problems.noteInText(offset, nameProblem);
    else if (isNested) this.#noteNested({ name, offset });
    this.#reader.take('(');
    const operands = this.#reader.list(() => this.#operand());
    this.#reader.take(')');
    const read = (): Operand => {
      this.#check(
        functionProblem(
          name,
          operands.map((operand) => operand.read()),
        ),
      );
      return name === 'list_append' ? A_LIST : ANYTHING;
    };
    const operand = (): UpdateOperand => ({
      kind: name as SoundOperator,
      operands: operands.map((one) => one.operand()),
    });
    return { read, operand, call: { name, offset } };
  }

  /** Only `if_not_exists` may be within sums and other functions. */
  #noteNested({ name, offset }: { name: string; offset: number }): void {
    if (name !== 'if_not_exists') this.#reader.problems.noteInText(offset, misplacedFunction(name));
  }

  /** Each operator counts, and is checked after its operands. */
  #check(problem: string | undefined): void {
    this.#reader.problems.noteInMeaning(problem);
    this.#reader.problems.countOperator();
  }
}

function functionProblem(name: string, operands: readonly Operand[]): string | undefined {
  const countProblem = operandCountProblem(name, operands.length, 2);
  if (countProblem !== undefined) return countProblem;
  if (name === 'list_append') return typesProblem(name, operands, ['L']);
  const isOnPath = operands[0]?.kind === 'path' && operands[0] !== ANYTHING;
  return isOnPath ? operandProblem({ operator: name, operands }) : pathWanted(name);
}

/** Sums and `list_append` may have the same operand twice. */
function typesProblem(
  operator: string,
  operands: readonly Operand[],
  types: readonly string[],
): string | undefined {
  const problems = operands.map((operand) => operandProblem({ operator, operands: [operand], types }));
  return problems.find((problem) => problem !== undefined);
}

/** Why ADD or DELETE does not take a value of this type, if it does not. */
function sectionProblem(section: UpdateSection, type: string | undefined): string | undefined {
  const typeName = type && TYPE_NAMES[type];
  if (section === 'SET' || typeName === undefined || (section === 'ADD' && type === 'N')) return undefined;
  const facts = `operator: ${section}, operand type: ${typeName}, typeSet: ALLOWED_FOR_${section}_OPERAND`;
  return `Incorrect operand type for operator or function; ${facts}`;
}
