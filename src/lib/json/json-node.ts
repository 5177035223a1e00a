import { AutodyneError } from '../errors/autodyne-error.ts';

/**
 * A JSON value with facts that `JSON.parse` loses: a number's digits as they were written, the location of each value
 * in the text (`offset`, counted in UTF-16 units), and members by any name (`__proto__` too).
 */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral;

export interface JsonObject {
  type: 'object';
  offset: number;
  members: Map<string, JsonNode>;
}

export interface JsonArray {
  type: 'array';
  offset: number;
  elements: JsonNode[];
}

export interface JsonString {
  type: 'string';
  offset: number;
  value: string;
}

export interface JsonNumber {
  type: 'number';
  offset: number;
  /** The digits as written. */
  text: string;
}

export interface JsonLiteral {
  type: 'literal';
  offset: number;
  value: boolean | null;
}

/** A piece of JSON text and where it came from, so that an error can say `items.json:3:17`. */
export class JsonText {
  readonly text: string;
  /** The file's path, `stdin`, or another name that the person knows. */
  readonly name: string;
  /** The line in the file that the text begins on. */
  readonly firstLine: number;
  /** The column in that line that the text begins at. */
  readonly firstColumn: number;

  constructor(text: string, name: string, firstLine = 1, firstColumn = 1) {
    this.text = text;
    this.name = name;
    this.firstLine = firstLine;
    this.firstColumn = firstColumn;
  }

  /** For the character at `offset`, as `name:line:column` (both count from 1). */
  locationOf(offset: number): string {
    const { line, column } = this.#position(offset);
    return `${this.name}:${line}:${column}`;
  }

  errorAt(offset: number, problem: string, suggestions: readonly string[] = []): AutodyneError {
    const { line, column } = this.#position(offset);
    return new AutodyneError('InvalidInput', `${this.locationOf(offset)}: ${problem}`, {
      suggestions,
      details: { file: this.name, line, column },
    });
  }

  #position(offset: number): { line: number; column: number } {
    const before = this.text.slice(0, offset);
    const lastBreak = before.lastIndexOf('\n');
    const lineBreaks = lastBreak === -1 ? 0 : before.split('\n').length - 1;
    const column = lastBreak === -1 ? offset + this.firstColumn : offset - lastBreak;
    return { line: this.firstLine + lineBreaks, column };
  }
}
