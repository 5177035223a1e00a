import * as v from 'valibot';

/**
 * A schema of what is printed, with the type of what a command hands over: bytes become base64 text and dates ISO 8601
 * on the way (`cli/command/json`).
 */
export function printedFrom<T>(schema: v.GenericSchema): v.GenericSchema<T> {
  return schema as v.GenericSchema<T>;
}

/** A list that a command may be given to hand over, and need not own. */
export function listOf<T extends v.GenericSchema>(schema: T) {
  return v.pipe(v.array(schema), v.readonly());
}
