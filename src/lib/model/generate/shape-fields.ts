import type { KeySchema, KeyType } from '../../items/keys/key-schema.ts';
import { MODEL_ATTRIBUTE } from '../definition/model.ts';
import { snakeName } from '../definition/snake-name.ts';
import { fieldName } from './field-names.ts';
import type { FieldShape } from './model-shape.ts';
import type { AttributeProfile, ModelProfile } from './table-profile.ts';
import type { Builder } from './value-profile.ts';

/** The fields of a model, and what of the model follows from them. */
export interface ModelFields {
  readonly fields: readonly FieldShape[];
  readonly hasTimestamps: boolean;
  /** Attributes are named as Ruby does. */
  readonly isSnake: boolean;
  /** Values of the attribute `type` that name subclasses. */
  readonly types: readonly string[];
}

const TIMES = ['createdAt', 'updatedAt'] as const;

/** Fields of the sampled items of one model, its keys first. @param isShared its items say whose they are */
export function shapeFields(profile: ModelProfile, key: KeySchema, isShared: boolean): ModelFields {
  const isSnake = !hasTimes(profile, false) && hasTimes(profile, true);
  const hasTimestamps = hasTimes(profile, isSnake);
  const types = isShared ? typesOf(profile) : undefined;
  const keys = [key.partitionKey.name, ...(key.sortKey === undefined ? [] : [key.sortKey.name])];
  const times = hasTimestamps ? TIMES.map((name) => timeField(profile, name, isSnake)) : [];
  const known = new Set([
    ...keys,
    ...times.map(({ attribute }) => attribute),
    ...(isShared ? [MODEL_ATTRIBUTE] : []),
  ]);
  const others = [...profile.attributes.keys()].filter((name) => !known.has(name)).sort();
  const taken = new Set(times.map(({ name }) => name));
  const fields = [...keys, ...others].map((attribute): FieldShape => {
    const attributeProfile = profile.attributes.get(attribute);
    const isSafeInteger = attributeProfile?.values.isSafeInteger === true;
    // Models give these two a meaning of their own.
    const isUsable = (name: string): boolean =>
      (name !== 'type' || types !== undefined) && (name !== 'lockVersion' || isSafeInteger);
    const name = fieldName(attribute, { taken, isSnake, isUsable });
    const isKept = name === 'lockVersion' || name === 'type';
    const builder: Builder =
      name === 'lockVersion' ? { name } : (attributeProfile?.values.builder ?? { name: 'raw' });
    const keyType = keyTypeOf(builder);
    return {
      name,
      attribute,
      isRenamed: attribute !== (isSnake ? snakeName(name) : name),
      builder,
      isRequired: !isKept && attributeProfile?.filledItems === profile.items,
      isUnique: !isKept && keyType !== undefined && profile.uniqueFields.has(name),
      keyType,
      ofType: onlyTypeOf(attributeProfile, types ?? []),
      isImplicit: false,
    };
  });
  return { fields: [...fields.map(asKey(key)), ...times], hasTimestamps, isSnake, types: types ?? [] };
}

/** A string that is the partition key is there by itself, and made where a record has none. */
function asKey({ partitionKey }: KeySchema): (field: FieldShape) => FieldShape {
  return (field) =>
    field.attribute === partitionKey.name && partitionKey.type === 'S'
      ? { ...field, isRequired: false, isImplicit: !field.isRenamed }
      : field;
}

/** Its items have both times, as models store them. */
function hasTimes({ attributes }: ModelProfile, isSnake: boolean): boolean {
  const stored = TIMES.map((name) => attributes.get(isSnake ? snakeName(name) : name)?.values.storedTime);
  return stored[0] !== undefined && stored[0] === stored[1];
}

function timeField({ attributes }: ModelProfile, name: string, isSnake: boolean): FieldShape {
  const attribute = isSnake ? snakeName(name) : name;
  const isText = attributes.get(attribute)?.values.storedTime === 'text';
  return {
    name,
    attribute,
    isRenamed: false,
    builder: { name: 'datetime', options: isText ? ['asString: true'] : [] },
    isRequired: false,
    isUnique: false,
    keyType: isText ? 'S' : 'N',
    ofType: undefined,
    isImplicit: !isText,
  };
}

/** The names of subclasses: models write them into `type`. Undefined where it holds something else. */
function typesOf({ name, attributes }: ModelProfile): string[] | undefined {
  const values = attributes.get('type')?.values;
  if (values?.kind !== 'S' || values.texts === undefined) return undefined;
  const texts = [...values.texts].sort();
  return texts.every((text) => /^[A-Z]\w*$/.test(text)) ? texts.filter((text) => text !== name) : undefined;
}

function onlyTypeOf(profile: AttributeProfile | undefined, types: readonly string[]): string | undefined {
  const [type, ...more] = profile?.filledByType.keys() ?? [];
  return more.length === 0 && type !== undefined && types.includes(type) ? type : undefined;
}

const KEY_TYPES: Partial<Record<Builder['name'], KeyType>> = {
  string: 'S',
  integer: 'N',
  number: 'N',
  bigint: 'N',
  decimal: 'N',
  lockVersion: 'N',
  binary: 'B',
};

function keyTypeOf({ name }: Builder): KeyType | undefined {
  return KEY_TYPES[name];
}
