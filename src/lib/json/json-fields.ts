import { AutodyneError } from '../errors/autodyne-error.ts';
import { isJsonObject, parseJson } from './parse-json.ts';

/** A JSON object that was read from a file, with its location for error messages. */
export interface JsonFields {
  /** The file, and the line where there are many, as a person would look for it. */
  location: string;
  members: Readonly<Record<string, unknown>>;
}

/**
 * Parses one JSON object of a file.
 * @throws AutodyneError `InvalidInput` naming `location` when it is not one.
 */
export function jsonFields(location: string, text: string): JsonFields {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw invalid(location, 'not JSON', error);
  }
  if (!isJsonObject(value)) throw invalid(location, 'not a JSON object');
  return { location, members: value };
}

export function invalid(
  location: string,
  problem: string,
  cause?: unknown,
  suggestions: readonly string[] = [],
): AutodyneError {
  return new AutodyneError('InvalidInput', `${location}: ${problem}`, { cause, suggestions });
}
