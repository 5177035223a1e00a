import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { Model } from './model.ts';

/** The error for a field that cannot be as it was declared, said when the model is first used. */
export function invalidField(
  { name: model }: Pick<Model, 'name'>,
  field: string,
  problem: string,
  suggestions: readonly string[] = [],
): AutodyneError {
  return new AutodyneError('InvalidModel', `${model}.${field}: ${problem}`, {
    suggestions,
    details: { model, field },
  });
}
