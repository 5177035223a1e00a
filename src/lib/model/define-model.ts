import type { FamilySpec, ModelDefinition, RecordClass } from './definition/model-definition.ts';
import { allDefinitions, definitionOf, registerDefinition } from './definition/registry.ts';
import { type FieldSpec, fieldSpecOf } from './fields/field-spec.ts';
import { defineFinders } from './find/finders.ts';
import { ModelRecord } from './model-record.ts';
import { preloadRelations } from './relate/preload.ts';
import type { AssociationNames } from './types/association-types.ts';
import type { AllFields, ModelSpec, SubclassSpec } from './types/definition-types.ts';
import type { AnyField, Fields } from './types/field-types.ts';
import type { DefinedModel } from './types/static-types.ts';
import type { Rule } from './types/validation-types.ts';

/**
 * A class for records of one kind, to be extended: `class User extends defineModel({ name: 'User', fields: { … } }) {}`.
 * What is wrong in it is told when it is first used.
 */
export function defineModel<
  Fs extends Fields,
  PK extends string = 'id',
  SK extends (keyof AllFields<Fs, PK, TS> & string) | undefined = undefined,
  TS extends boolean = true,
  IX extends string = never,
>(spec: ModelSpec<Fs, PK, SK, TS, IX>): DefinedModel<Fs, PK, SK, TS, IX> {
  const family: FamilySpec = {
    table: spec.table ?? {},
    sortKey: spec.sortKey,
    timestamps: spec.timestamps,
    globalIndexes: spec.globalSecondaryIndexes ?? [],
    localIndexes: spec.localSecondaryIndexes ?? [],
    expires: spec.expires,
    inheritanceField: spec.inheritanceField,
    naming: spec.naming,
    idPrefix: spec.idPrefix ?? '',
  };
  const fields = new Map<string, FieldSpec>();
  const add = (name: string, own: AnyField | undefined, implicit: FieldSpec): void => {
    fields.set(name, own === undefined ? implicit : fieldSpecOf(own));
  };
  const partitionKey: string = spec.table?.partitionKey ?? 'id';
  add(partitionKey, spec.fields[partitionKey], { type: 'string', isRequired: false });
  for (const [name, field] of Object.entries(spec.fields)) fields.set(name, fieldSpecOf(field));
  if (spec.timestamps !== false) {
    for (const name of ['createdAt', 'updatedAt']) {
      add(name, spec.fields[name], { type: 'datetime', isRequired: false });
    }
  }
  const { name } = spec;
  const rules = rulesOf(spec.validates);
  const declared = { name, stiName: name, family, parent: undefined, fields, redeclared: new Map(), rules };
  return modelClass(declared, ModelRecord) as unknown as DefinedModel<Fs, PK, SK, TS, IX>;
}

/**
 * Reads associations of many records in batches, so that each record has them at hand: `await preload(users, 'addresses')`.
 * Ids, and foreign keys of the records' own, are read by BatchGetItem; what an index finds by one query a record.
 */
export async function preload<I extends object>(
  records: readonly I[],
  ...names: AssociationNames<I>[]
): Promise<void> {
  await preloadRelations(records, names);
}

/** The classes of all models, in the order in which they were defined; the app's own where something has used them. */
export function models(): RecordClass[] {
  return allDefinitions().map(({ definedClass, recordClass }) => recordClass ?? definedClass);
}

/** Implements the static method `subclass`. */
function subclassOf(above: typeof ModelRecord, spec: SubclassSpec<Fields>): RecordClass {
  const parent = definitionOf(above);
  const fields = new Map(parent.fields);
  const redeclared = new Map<string, string>();
  for (const [name, field] of Object.entries(spec.fields ?? {})) {
    if (fields.has(name)) redeclared.set(name, parent.name);
    fields.set(name, fieldSpecOf(field));
  }
  const { family } = parent;
  return modelClass(
    {
      name: spec.name,
      stiName: spec.stiName ?? spec.name,
      family,
      parent,
      fields,
      redeclared,
      rules: rulesOf(spec.validates),
    },
    above,
  );
}

type GivenRules = Readonly<Record<string, readonly Rule<never>[] | undefined>>;

/** The rules of the option `validates`. */
function rulesOf(given: object = {}): ModelDefinition['rules'] {
  return Object.entries(given as GivenRules).flatMap(([name, rules = []]) =>
    rules.map((rule) => ({ name, rule, isOfField: true })),
  );
}

type Declared = Omit<ModelDefinition, 'children' | 'hooks' | 'validators' | 'definedClass' | 'recordClass'>;

function modelClass(declared: Declared, above: typeof ModelRecord): RecordClass {
  const definedClass = class extends above {
    static subclass(spec: SubclassSpec<Fields>): RecordClass {
      return subclassOf(this, spec);
    }
  };
  Object.defineProperty(definedClass, 'name', { value: declared.name });
  defineFinders(definedClass, declared.fields.keys());
  const made = { children: [], hooks: new Map(), validators: [], definedClass, recordClass: undefined };
  registerDefinition({ ...declared, ...made });
  return definedClass;
}
