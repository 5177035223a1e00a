import type { Model } from '../definition/model.ts';
import { castValue, fieldNamed, writeValue } from './attributes.ts';
import type { RecordState } from './record-state.ts';

/** Writes several fields; `undefined` is not given. @throws AutodyneError `UnknownAttribute` before anything is written */
export function assignValues(state: RecordState, values: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const fields = given.map(([name, value]) => [fieldNamed(state.model, name), value] as const);
  for (const [field, value] of fields) writeValue(state, field.position, value);
}

/** Values that are not typed, as the model casts them; names that it does not know are left out. */
export function castValues(
  model: Model,
  untyped: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const cast: Record<string, unknown> = {};
  for (const field of model.fields) {
    const given = Object.hasOwn(untyped, field.name) ? untyped[field.name] : undefined;
    if (given !== undefined) cast[field.name] = castValue(model, field, given);
  }
  return cast;
}
