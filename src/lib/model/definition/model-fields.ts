import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { ModelSettings } from '../config/model-settings.ts';
import type { FieldSpec } from '../fields/field-spec.ts';
import type { FieldType } from '../fields/field-type.ts';
import { fieldType } from '../fields/make-field-type.ts';
import type { ModelField } from './model.ts';
import type { ModelDefinition } from './model-definition.ts';
import { snakeName } from './snake-name.ts';

/** The fields of a declared model, where these settings hold. @throws AutodyneError `InvalidModel` */
export function modelFields(definition: ModelDefinition, settings: ModelSettings): ModelField[] {
  const { family } = definition;
  const isSnake = (family.naming ?? settings.naming) === 'snake';
  return [...definition.fields].map(([name, spec], position) => ({
    name,
    attribute: spec.attr ?? (isSnake ? snakeName(name) : name),
    position,
    type: typeOf(definition, name, spec, settings),
    spec,
  }));
}

function typeOf(
  { name: model, family }: ModelDefinition,
  name: string,
  spec: FieldSpec,
  settings: ModelSettings,
): FieldType {
  try {
    const type = fieldType(spec, settings);
    if (family.expires?.field === name) return inWholeSeconds(type);
    const isId = (family.table.partitionKey ?? 'id') === name && family.idPrefix !== '';
    return isId ? behindPrefix(type, family.idPrefix) : type;
  } catch (error) {
    if (!isAutodyneError(error, 'InvalidModel')) throw error;
    throw new AutodyneError('InvalidModel', `${model}.${name}: ${error.message}`, {
      cause: error,
      suggestions: error.suggestions,
      details: { model, field: name },
    });
  }
}

/** Ids that are stored behind a prefix, which the app never sees; it may give an id with it or without. */
function behindPrefix(type: FieldType, prefix: string): FieldType {
  return {
    ...type,
    isVerbatim: false,
    dump(value) {
      const dumped = type.dump(value);
      if (dumped?.S === undefined || dumped.S === '' || dumped.S.startsWith(prefix)) return dumped;
      return { S: prefix + dumped.S };
    },
    load: (stored) =>
      type.load(stored.S?.startsWith(prefix) === true ? { S: stored.S.slice(prefix.length) } : stored),
  };
}

/**
 * DynamoDB's time to live is a number of whole seconds.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
function inWholeSeconds(type: FieldType): FieldType {
  return {
    ...type,
    dump(value) {
      const dumped = type.dump(value);
      return dumped?.N === undefined ? dumped : { N: dumped.N.replace(/\..*$/, '') };
    },
  };
}
