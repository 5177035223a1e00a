import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser';
import type { JsonArray, JsonNode, JsonObject, JsonText } from './json-node.ts';

/** Far above what an item can nest (32, doubled by type names or `$map`); below what overflows the stack. */
const MAX_DEPTH = 500;

/**
 * Reads text that holds one JSON value and nothing else. Strict: no comments, trailing commas or repeated members.
 * @throws AutodyneError `InvalidInput` naming line and column.
 */
export function readJson(source: JsonText): JsonNode {
  const [node, second] = readJsonValues(source);
  if (node === undefined) throw source.errorAt(source.text.length, 'expected a JSON value');
  if (second !== undefined) throw source.errorAt(second.offset, 'unexpected content after the JSON value');
  return node;
}

/**
 * Reads JSON values that follow each other with nothing but blanks between them (as `jq` and `autodyne get` print).
 * @throws AutodyneError `InvalidInput` naming line and column.
 */
export function readJsonValues(source: JsonText): JsonNode[] {
  const nodes: JsonNode[] = [];
  for (let from: number | undefined = 0; from !== undefined && !isBlank(source.text, from); ) {
    const { node, failure, next } = parseValue(source.text, from);
    if (failure !== undefined) throw source.errorAt(failure.offset, failure.problem);
    if (node !== undefined) nodes.push(node);
    from = next;
  }
  return nodes;
}

function isBlank(text: string, from: number): boolean {
  const notBlank = /[^ \t\r\n]/g;
  notBlank.lastIndex = from;
  return !notBlank.test(text);
}

interface Failure {
  offset: number;
  problem: string;
}

/** One value of `text` from `from` on; `next` is the offset of another one, if anything follows. */
function parseValue(
  text: string,
  from: number,
): { node?: JsonNode | undefined; failure?: Failure; next?: number } {
  const rest = from === 0 ? text : text.slice(from);
  const builder = new NodeBuilder(rest, from);
  let next: number | undefined;
  try {
    visit(
      rest,
      {
        onObjectBegin: (offset) =>
          builder.begin({ type: 'object', offset: from + offset, members: new Map() }),
        onArrayBegin: (offset) => builder.begin({ type: 'array', offset: from + offset, elements: [] }),
        onObjectProperty: (name, offset) => builder.name(name, offset),
        onLiteralValue: (value, offset, length) => builder.literal(value, offset, length),
        onObjectEnd: () => builder.end(),
        onArrayEnd: () => builder.end(),
        onError: (code, offset, length) => {
          if (printParseErrorCode(code) !== 'EndOfFileExpected') {
            const end = rest.trimEnd().length;
            throw offset < end
              ? new ParseStop(from + offset, describeProblem(code, rest.slice(offset, offset + length)))
              : new ParseStop(from + end, 'unexpected end of JSON');
          }
          next = from + offset;
        },
      },
      { disallowComments: true, allowTrailingComma: false },
    );
  } catch (stop) {
    if (!(stop instanceof ParseStop)) throw stop;
    return { failure: stop };
  }
  return { node: builder.root, ...(next === undefined ? {} : { next }) };
}

/** Ends a visit at the first error. */
class ParseStop implements Failure {
  readonly offset: number;
  readonly problem: string;
  constructor(offset: number, problem: string) {
    this.offset = offset;
    this.problem = problem;
  }
}

/** Builds nodes from the parser's events. */
class NodeBuilder {
  root: JsonNode | undefined;
  readonly #text: string;
  readonly #from: number;
  readonly #open: (JsonObject | JsonArray)[] = [];
  #name = '';

  constructor(text: string, from: number) {
    this.#text = text;
    this.#from = from;
  }

  begin(node: JsonObject | JsonArray): void {
    this.#add(node);
    if (this.#open.push(node) > MAX_DEPTH) {
      throw new ParseStop(node.offset, `nested more than ${MAX_DEPTH} levels deep`);
    }
  }

  end(): void {
    this.#open.pop();
  }

  name(name: string, offset: number): void {
    const parent = this.#open.at(-1);
    if (parent?.type === 'object' && parent.members.has(name)) {
      throw new ParseStop(this.#from + offset, `the member ${JSON.stringify(name)} occurs twice`);
    }
    this.#name = name;
  }

  literal(value: unknown, at: number, length: number): void {
    const offset = this.#from + at;
    if (typeof value === 'string') this.#add({ type: 'string', offset, value });
    else if (typeof value === 'boolean' || value === null) this.#add({ type: 'literal', offset, value });
    else this.#add({ type: 'number', offset, text: this.#text.slice(at, at + length) });
  }

  #add(node: JsonNode): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) this.root = node;
    else if (parent.type === 'array') parent.elements.push(node);
    else parent.members.set(this.#name, node);
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  InvalidNumberFormat: 'this is not a JSON number',
  UnexpectedEndOfNumber: 'this is not a JSON number',
  PropertyNameExpected: 'expected a member name in double quotes',
  ValueExpected: 'expected a JSON value',
  ColonExpected: 'expected a colon after the member name',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected a comma or a closing brace',
  CloseBracketExpected: 'expected a comma or a closing bracket',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'a string that is not closed on its line',
  InvalidUnicode: 'a \\u escape needs four hexadecimal digits',
  InvalidEscapeCharacter: 'an unknown escape in a string',
  InvalidCharacter: 'a control character in a string: write it as an escape such as \\n or \\t',
};

function describeProblem(code: ParseErrorCode, token: string): string {
  const name = printParseErrorCode(code);
  if (name === 'InvalidSymbol') return `this is not JSON: ${token.slice(0, 40)}`;
  return PROBLEMS[name] ?? 'this is not JSON';
}
