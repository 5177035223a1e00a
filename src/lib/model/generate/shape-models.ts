import type { TableSchema } from '../../items/keys/key-schema.ts';
import { jsonString } from '../../json/json-string.ts';
import { className } from './field-names.ts';
import type { FieldShape, ModelShape, SubclassShape } from './model-shape.ts';
import { type ModelFields, shapeFields } from './shape-fields.ts';
import {
  type DeclarableIndex,
  declarableIndexes,
  indexAttributes,
  indexKeyTypes,
  shapeIndex,
} from './shape-indexes.ts';
import type { ModelProfile } from './table-profile.ts';

export interface ShapedModels {
  readonly models: readonly ModelShape[];
  /** Parts of the table that are in no model, and why. */
  readonly notes: readonly string[];
}

interface TableFacts {
  readonly schema: TableSchema;
  /** Each item says whose it is: the models share the table. */
  readonly isShared: boolean;
  readonly expiresAttribute: string | undefined;
}

/** Models as the sample of a table shows them. */
export function shapeModels(profiles: readonly ModelProfile[], facts: TableFacts): ShapedModels {
  const { declarable, notes } = declarableIndexes(facts.schema.indexes, facts.isShared);
  const keyTypes = indexKeyTypes(declarable);
  const taken = new Set<string>();
  const shaped = profiles.map((profile) => {
    const own = shapeFields(profile, facts.schema.key, facts.isShared);
    const fields = own.fields.filter((field) => {
      const keyType = keyTypes.get(field.attribute);
      if (keyType === undefined || keyType === field.keyType) return true;
      notes.push(
        `${profile.name}: attribute ${jsonString(field.attribute)} is the key of an index (${keyType}), and its items have other types: it is left out`,
      );
      return false;
    });
    return shapeModel(profile, { ...own, fields }, { ...facts, declarable, taken });
  });
  const declared = new Set(
    shaped.flatMap(({ globalIndexes, localIndexes }) =>
      [...globalIndexes, ...localIndexes].map(({ name }) => name),
    ),
  );
  for (const { schema } of declarable) {
    if (declared.has(schema.name)) continue;
    notes.push(
      `index "${schema.name}" is declared by no model: none has all attributes that it names in the sample`,
    );
  }
  return { models: shaped, notes };
}

interface Context extends TableFacts {
  readonly declarable: readonly DeclarableIndex[];
  /** Names of classes. */
  readonly taken: Set<string>;
}

function shapeModel(
  profile: ModelProfile,
  { fields, hasTimestamps, isSnake, types }: ModelFields,
  { schema, isShared, expiresAttribute, declarable, taken }: Context,
): ModelShape {
  const { partitionKey, sortKey } = schema.key;
  const nameOf = (attribute: string | undefined): string | undefined =>
    fields.find((field) => field.attribute === attribute)?.name;
  const indexes = (kind: 'global' | 'local') =>
    declarable
      .filter((index) => index.schema.kind === kind)
      .flatMap((index) => shapeIndex(index, fields) ?? []);
  const key = nameOf(partitionKey.name);
  const expires = fields.find(({ attribute }) => attribute === expiresAttribute);
  const ownClass = className(profile.name, taken);
  // Indexes and the time to live are declared by the base, so their fields are its own.
  const ofBase = new Set([
    ...indexAttributes(declarable),
    ...(expiresAttribute === undefined ? [] : [expiresAttribute]),
  ]);
  const isOfBase = ({ ofType, attribute }: FieldShape): boolean =>
    ofType === undefined || ofBase.has(attribute);
  return {
    name: profile.name,
    className: ownClass,
    items: profile.items,
    tableName: isShared ? undefined : schema.tableName,
    partitionKey: key === 'id' ? undefined : key,
    sortKey: nameOf(sortKey?.name),
    idPrefix: isShared && profile.hasIdPrefix ? `${profile.name}#` : undefined,
    isSnake,
    hasTimestamps,
    fields: fields.filter(isOfBase),
    globalIndexes: indexes('global'),
    localIndexes: indexes('local'),
    expires: expires?.builder.name === 'integer' ? expires.name : undefined,
    subclasses: types.map((type): SubclassShape => {
      const items = profile.itemsByType.get(type) ?? 0;
      const own = fields.filter((field) => field.ofType === type && !isOfBase(field));
      return {
        name: type,
        className: className(type, taken),
        items,
        fields: own.map((field) => {
          const filled = profile.attributes.get(field.attribute)?.filledByType.get(type);
          return { ...field, isRequired: filled === items && field.name !== 'lockVersion' };
        }),
      };
    }),
  };
}
