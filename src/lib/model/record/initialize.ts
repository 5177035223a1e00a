import { readValue, writeValue } from './attributes.ts';
import type { RecordState } from './record-state.ts';

/**
 * A new record's values: what is given, by a setter of the app's class too, names that neither knows left out; then
 * defaults, of what is not given. What is given as null stays null.
 */
export function initialize(
  record: object,
  state: RecordState,
  input: Readonly<Record<string, unknown>>,
): void {
  const { fieldByName, fields } = state.model;
  for (const name of Object.keys(input)) {
    const given = input[name];
    if (given === undefined) continue;
    const field = fieldByName.get(name);
    if (field !== undefined) writeValue(state, field.position, given);
    else if (hasSetter(record, name)) Reflect.set(record, name, given);
  }
  // Now, and not when they are first read: a default may be the time.
  for (const { spec, position } of fields) if (spec.default !== undefined) readValue(state, position);
}

function hasSetter(record: object, name: string): boolean {
  let prototype: unknown = Object.getPrototypeOf(record);
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    if (descriptor !== undefined) return descriptor.set !== undefined;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}
