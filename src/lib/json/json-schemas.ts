import * as v from 'valibot';
import { invalid, type JsonFields, jsonFields } from './json-fields.ts';
import { isJsonObject } from './parse-json.ts';

// Schemas for the members of files, each with the message for an invalid one. Loaded only to read dumps, never by a
// small command.

export const textSchema = v.string('is not a string');
export const booleanSchema = v.boolean('is not true or false');
export const textsSchema = v.array(textSchema, 'is not an array of strings');

const NOT_A_COUNT = 'is not a whole number of 0 or more';
/** A whole number from 0 that JavaScript holds exactly. */
export const countSchema = v.pipe(
  v.number(NOT_A_COUNT),
  v.safeInteger(NOT_A_COUNT),
  v.minValue(0, NOT_A_COUNT),
);

const NOT_AN_AMOUNT = 'is not a number of 0 or more';
/** A number from 0, such as of consumed units. */
export const amountSchema = v.pipe(v.number(NOT_AN_AMOUNT), v.minValue(0, NOT_AN_AMOUNT));

/** A member that must be an object; its inside is not checked, and is kept: `v.record` would leave out `__proto__`. */
export const objectSchema = v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'is not an object');

/** @example oneOfSchema(['gzip', 'none']) */
export function oneOfSchema<const T extends readonly string[]>(values: T) {
  return v.picklist(values, `is not one of: ${values.join(', ')}`);
}

/** `undefined` where the member is absent or null. */
export function optionalSchema<T extends v.GenericSchema>(schema: T) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}

type JsonSchema = v.GenericSchema<unknown, unknown>;

/**
 * Parses one JSON object and validates it by a schema.
 * @param location the file, and the line where there are many
 * @throws AutodyneError `InvalidInput` naming the location and the member that is wrong.
 */
export function parseJsonAs<T extends JsonSchema>(
  schema: T,
  location: string,
  text: string,
): v.InferOutput<T> {
  return checkJson(schema, jsonFields(location, text));
}

/** The same of an object that is parsed already. */
export function checkJson<T extends JsonSchema>(
  schema: T,
  { location, members }: JsonFields,
): v.InferOutput<T> {
  const result = v.safeParse(schema, members, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? '';
  // A missing member is reported only by the object around it.
  const isMissing = issue.received === 'undefined' && issue.expected?.startsWith('"') === true;
  throw invalid(location, `${JSON.stringify(path)} ${isMissing ? 'is missing' : issue.message}`);
}
