import type { ModelSettings } from '../config/model-settings.ts';
import { arrayType, checkSetElement, mapType, rawType, setType } from './collection-types.ts';
import { customType } from './custom-type.ts';
import type { DocumentRules } from './document-value.ts';
import type { FieldSpec } from './field-spec.ts';
import type { FieldType } from './field-type.ts';
import { BIGINT, DECIMAL, INTEGER, NUMBER } from './number-types.ts';
import { binaryType, booleanType, serializedType, stringType } from './text-types.ts';
import { dateType, datetimeType, type TimeRules } from './time-types.ts';
import { timeZone } from './time-zone.ts';

/**
 * The type of a field that was declared so, where these settings hold.
 * @throws AutodyneError `InvalidModel`
 */
export function fieldType(spec: FieldSpec, settings: ModelSettings): FieldType {
  switch (spec.type) {
    case 'string':
      return stringType({ keepsEmpty: !settings.storeEmptyStringAsNull });
    case 'integer':
      return INTEGER;
    case 'number':
      return NUMBER;
    case 'bigint':
      return BIGINT;
    case 'decimal':
      return DECIMAL;
    case 'boolean':
      return booleanType({ isNative: spec.native ?? settings.storeBooleanAsNative });
    case 'datetime':
      return datetimeType(timeRules(spec.asString ?? settings.storeDatetimeAsString, settings));
    case 'date':
      return dateType(timeRules(spec.asString ?? settings.storeDateAsString, settings));
    case 'set': {
      const element = spec.element ?? { type: 'string', isRequired: false };
      checkSetElement(element.type);
      return setType(fieldType(element, settings));
    }
    case 'array':
      return arrayType(spec.element && fieldType(spec.element, settings), documentRules(settings));
    case 'map':
      return mapType(documentRules(settings));
    case 'raw':
      return rawType(documentRules(settings));
    case 'serialized':
      return serializedType(spec);
    case 'binary':
      return binaryType({ isNative: spec.native ?? settings.storeBinaryAsNative });
    case 'custom':
      return customType(spec.codec, documentRules(settings));
  }
}

function timeRules(asString: boolean, settings: ModelSettings): TimeRules {
  return {
    asString,
    application: timeZone(settings.applicationTimezone),
    stored: timeZone(settings.dynamodbTimezone),
  };
}

/** For values without a declared type. */
export function documentRules(settings: ModelSettings): DocumentRules {
  return { keepsEmpty: !settings.storeEmptyStringAsNull, roundsNumbers: settings.convertBigDecimal };
}
