import type { Model, ModelField } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';

/** A condition on a field that cannot be asked. */
export function invalidCondition(
  model: Model,
  field: ModelField,
  problem: string,
  suggestions: readonly string[] = [],
): InvalidQuery {
  return new InvalidQuery(`${model.name}.${field.name}: ${problem}`, {
    suggestions,
    details: { model: model.name, field: field.name },
  });
}
