import type { ModelSettings } from '../config/model-settings.ts';
import type { FieldSpec } from './field-spec.ts';
import type { FieldType } from './field-type.ts';

/** The type of a field that was declared so, where these settings hold. */
export function fieldType(spec: FieldSpec, _settings: ModelSettings): FieldType {
  return {
    name: spec.type,
    keyType: 'S',
    isMutable: false,
    cast: (input) => input,
    dump: (value) => ({ S: String(value) }),
    load: ({ S }) => S ?? null,
  };
}
