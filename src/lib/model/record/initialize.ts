import { writeValue } from './attributes.ts';
import type { RecordState } from './record-state.ts';

/** A new record's values: what is given, names that the model does not know left out; then defaults. */
export function initialize(state: RecordState, input: Readonly<Record<string, unknown>>): void {
  for (const field of state.model.fields) {
    const given = Object.hasOwn(input, field.name) ? input[field.name] : undefined;
    if (given !== undefined) writeValue(state, field.position, given);
  }
}
