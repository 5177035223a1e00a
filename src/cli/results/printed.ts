import * as v from 'valibot';

/**
 * A schema of the printed JSON, with the type that the command returns: `cli/command/json` converts bytes to base64 and
 * dates to ISO 8601 in between.
 */
export function printedFrom<T>(schema: v.GenericSchema): v.GenericSchema<T> {
  return schema as v.GenericSchema<T>;
}

/** A readonly array, so that a command can return one that it did not create. */
export function listOf<T extends v.GenericSchema>(schema: T) {
  return v.pipe(v.array(schema), v.readonly());
}
