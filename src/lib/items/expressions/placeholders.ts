import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { invalidRequest } from './expression-error.ts';
import type { ExpressionProblems } from './expression-problems.ts';
import type { Operand } from './expression-tree.ts';
import type { WrittenPath } from './token-reader.ts';

export interface ExpressionPlaceholders {
  names: Readonly<Record<string, string>>;
  values: Readonly<Record<string, AttributeValue>>;
  /** Those that were met, filled while reading: DynamoDB refuses placeholders that no expression uses. */
  used: Set<string>;
  /** Names may be written that DynamoDB reserves: they become placeholders before it sees them. */
  takesReservedWords?: boolean;
}

/** The most levels that a path may have. */
const MAX_PATH_DEPTH = 32;

/** Replaces placeholders by their names and values; one that is not defined is noted as a problem. */
export class PlaceholderReader {
  readonly #placeholders: ExpressionPlaceholders;
  readonly #problems: ExpressionProblems;

  constructor(placeholders: ExpressionPlaceholders, problems: ExpressionProblems) {
    this.#placeholders = placeholders;
    this.#problems = problems;
  }

  path(written: WrittenPath): AttributePath {
    if (written.length > MAX_PATH_DEPTH) {
      const facts = `nesting levels: ${written.length}`;
      this.#problems.noteInMeaning(`The document path has too many nesting levels; ${facts}`);
    }
    return written.map((step) => (typeof step === 'object' ? this.#name(step.placeholder) : step));
  }

  value(placeholder: string): Operand {
    const { values, used } = this.#placeholders;
    const value = Object.hasOwn(values, placeholder) ? values[placeholder] : undefined;
    used.add(placeholder);
    if (value !== undefined) return { kind: 'value', value };
    this.#problems.noteInMeaning(
      `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
    );
    return { kind: 'path', path: [] };
  }

  #name(placeholder: string): string {
    const { names, used } = this.#placeholders;
    const name = Object.hasOwn(names, placeholder) ? names[placeholder] : undefined;
    used.add(placeholder);
    if (name !== undefined) return name;
    this.#problems.noteInMeaning(
      `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`,
    );
    return '';
  }
}

/**
 * Refuses placeholders that no expression uses.
 * @param given the request's member of that name
 * @throws AutodyneError `InvalidUsage`
 */
export function checkAllUsed(
  member: 'ExpressionAttributeNames' | 'ExpressionAttributeValues',
  given: object | undefined,
  used: ReadonlySet<string>,
): void {
  const unused = Object.keys(given ?? {}).filter((placeholder) => !used.has(placeholder));
  if (unused.length === 0) return;
  throw invalidRequest(`Value provided in ${member} unused in expressions: keys: {${unused.join(', ')}}`);
}
