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

/** The character at an offset in a text, as errors name it; line and column count from 1. */
export function locationIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
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
    const { line, column } = locationIn(this.text, offset);
    return {
      line: this.firstLine + line - 1,
      column: line === 1 ? this.firstColumn + column - 1 : column,
    };
  }
}
