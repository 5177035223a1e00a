import * as v from 'valibot';
import { invalid, type JsonFields, jsonFields } from './json-fields.ts';
import { isJsonObject } from './parse-json.ts';

// What members of files may be, each with the words for one that is not. Loaded by what reads dumps, and by nothing
// that a small command needs.

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

/** A member that must be an object; its inside is not looked at, and stays: `v.record` would leave out `__proto__`. */
export const objectSchema = v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'is not an object');

/** @example oneOfSchema(['gzip', 'none']) */
export function oneOfSchema<const T extends readonly string[]>(values: T) {
  return v.picklist(values, `is not one of: ${values.join(', ')}`);
}

/** What is there, or `undefined` where the member is absent or null. */
export function optionalSchema<T extends v.GenericSchema>(schema: T) {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}

type JsonSchema = v.GenericSchema<unknown, unknown>;

/**
 * Parses one JSON object and holds it to a schema.
 * @param place the file, and the line where there are many
 * @throws AutodyneError `InvalidInput` naming the place and the member that is wrong.
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
  // Of a member that is not there, only the object around it complains.
  const isMissing = issue.received === 'undefined' && issue.expected?.startsWith('"') === true;
  throw invalid(location, `${JSON.stringify(path)} ${isMissing ? 'is missing' : issue.message}`);
}
