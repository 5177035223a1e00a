import { AutodyneError } from '../../errors/autodyne-error.ts';
import { describeType } from '../../items/keys/check-key.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';

/** The refusal of what an item has where a field of another type is: it would have to be guessed. */
export function storedTypeMismatch(name: string, stored: AttributeValue): AutodyneError<'InvalidValue'> {
  const type = Object.keys(stored)[0] ?? '';
  return new AutodyneError(
    'InvalidValue',
    `the item has ${describeType(type)} (${type}) where the model has ${name}`,
    {
      suggestions: ['declare the field as what is stored: f.raw() reads every type'],
    },
  );
}
