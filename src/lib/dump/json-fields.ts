import { parseJson } from '../client/parse-json.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';

/** A JSON object that was read from a file, and where, so that every complaint can name its place. */
export interface JsonFields {
  /** The file, and the line where there are many, as a person would look for it. */
  place: string;
  members: Readonly<Record<string, unknown>>;
}

/**
 * Parses one JSON object of a manifest.
 * @throws AutodyneError `InvalidInput` naming `place` when it is not one.
 */
export function jsonFields(place: string, text: string): JsonFields {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw invalid(place, 'not JSON', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(place, 'not a JSON object');
  }
  return { place, members: value as Record<string, unknown> };
}

export function textField(fields: JsonFields, name: string): string {
  const value = fields.members[name];
  if (typeof value !== 'string') throw invalid(fields.place, `"${name}" is not a string`);
  return value;
}

export function oneOf<T extends string>(fields: JsonFields, name: string, words: readonly T[]): T {
  const value = fields.members[name];
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw invalid(fields.place, `"${name}" is not one of: ${words.join(', ')}`);
  return word;
}

/** A whole number from 0 that JavaScript holds exactly. */
export function countField(fields: JsonFields, name: string): number {
  const value = fields.members[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw invalid(fields.place, `"${name}" is not a whole number from 0`);
  }
  return value;
}

/** A number from 0, such as of consumed units. */
export function amountField(fields: JsonFields, name: string): number {
  const value = fields.members[name];
  if (typeof value !== 'number' || !(value >= 0)) {
    throw invalid(fields.place, `"${name}" is not a number from 0`);
  }
  return value;
}

export function booleanField(fields: JsonFields, name: string): boolean {
  const value = fields.members[name];
  if (typeof value !== 'boolean') throw invalid(fields.place, `"${name}" is neither true nor false`);
  return value;
}

export function textsField(fields: JsonFields, name: string): string[] | undefined {
  const value = fields.members[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((element) => typeof element === 'string')) {
    throw invalid(fields.place, `"${name}" is not an array of strings`);
  }
  return value;
}

/** `read` where the member is there; `undefined` where it is absent or null. */
export function optional<T>(
  read: (fields: JsonFields, name: string) => T,
  fields: JsonFields,
  name: string,
): T | undefined {
  const value = fields.members[name];
  return value === undefined || value === null ? undefined : read(fields, name);
}

/** A member that must be an object; its inside is not looked at. */
export function objectField(fields: JsonFields, name: string): Record<string, unknown> {
  const value = fields.members[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(fields.place, `"${name}" is not an object`);
  }
  return value as Record<string, unknown>;
}

export function invalid(
  place: string,
  problem: string,
  cause?: unknown,
  suggestions: readonly string[] = [],
): AutodyneError {
  return new AutodyneError('InvalidInput', `${place}: ${problem}`, { cause, suggestions });
}
