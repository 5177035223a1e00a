import type { ServiceClient } from '../client/client-sender.ts';
import { clientOf } from './config/configure.ts';
import type { RecordClass } from './definition/model-definition.ts';
import { definitionOf } from './definition/registry.ts';
import { classOver } from './definition/resolve-model.ts';
import { isManyKeys, reloadRecord } from './find/find-records.ts';
import { defineHookMethods } from './hooks/registered-hooks.ts';
import { runHooksNow } from './hooks/run-hooks.ts';
import { createRecord, createRecords } from './persist/create-records.ts';
import { deleteByKeys } from './persist/delete-by-keys.ts';
import { deleteRecord, destroyRecord, destroyRecordOrThrow } from './persist/delete-record.ts';
import { importRecords } from './persist/import-records.ts';
import { isValid } from './persist/lifecycle.ts';
import { saveRecord, saveRecordOrThrow } from './persist/save-record.ts';
import {
  addToCounter,
  type GivenBlock,
  type GivenConditions,
  type GivenValues,
  touchRecord,
  updateAttributes,
  updateAttributesOrThrow,
  updateByBlock,
  updateByBlockOrThrow,
} from './persist/update-record.ts';
import {
  type GivenKey,
  incrementByKey,
  updateByKey,
  updateByKeyOrThrow,
  updateFieldsByKey,
  upsertByKey,
} from './persist/write-by-key.ts';
import { QueriedRecord } from './queried-record.ts';
import { castValues } from './record/assign.ts';
import type { AssociationOptions, AssociationTarget } from './record/association.ts';
import { buildRecord } from './record/build-record.ts';
import { prepareClass, usedModel } from './record/prepare-class.ts';
import { stateOf } from './record/record-core.ts';
import { isNew } from './record/record-life.ts';
import { ManyRelation } from './relate/many-relation.ts';
import { OneRelation } from './relate/one-relation.ts';
import { createModelTable, deleteModelTable } from './tables/model-tables.ts';
import type { SaveOptions } from './types/record-types.ts';
import type { CreateTableOptions } from './types/static-types.ts';
import type { RecordValidator, Rule, ValidationOptions } from './types/validation-types.ts';
import { addRules, addValidator, errorsOf } from './validations/validate-record.ts';
import type { ValidationErrors } from './validations/validation-errors.ts';

/** The class that every model extends, loosely typed: `defineModel` gives it the types of the model's own fields. */
export class ModelRecord extends QueriedRecord {
  constructor(input?: GivenValues) {
    super(input);
    const state = stateOf(this);
    if (!isNew(state)) return;
    prepareClass(state.model);
    runHooksNow(this, state.model.definition, 'afterInitialize');
  }

  static {
    defineHookMethods(this);
  }

  static get modelName(): string {
    return definitionOf(this).name;
  }
  static get tableName(): string {
    return usedModel(this).table.name;
  }
  static get partitionKey(): string {
    return usedModel(this).partitionKey.name;
  }
  static get sortKey(): string | undefined {
    return usedModel(this).sortKey?.name;
  }
  static register(): RecordClass {
    definitionOf(this);
    return this;
  }
  static using(client: ServiceClient): RecordClass {
    return classOver(this, clientOf(client));
  }
  static cast(untyped: GivenValues): GivenValues {
    return castValues(usedModel(this), untyped);
  }

  static validates(names: string | readonly string[], ...rules: readonly Rule<never>[]): void {
    addRules(this, names, rules);
  }
  static validate(validator: RecordValidator<never>, options?: ValidationOptions<never>): void {
    addValidator(this, validator, options);
  }

  static build(input: GivenValues = {}): object {
    return buildRecord(this, input);
  }
  static create(
    input: GivenValues | readonly GivenValues[],
    block?: (record: never) => void,
  ): Promise<object | object[]> {
    return Array.isArray(input)
      ? createRecords(this, input, block)
      : createRecord(this, input as GivenValues, block);
  }
  static import(inputs: readonly GivenValues[]): Promise<object[]> {
    return importRecords(usedModel(this), this, inputs);
  }
  static update(key: GivenKey, values: GivenValues, conditions?: GivenConditions): Promise<object | null> {
    return updateByKey(usedModel(this), key, values, conditions);
  }
  static updateOrThrow(key: GivenKey, values: GivenValues, conditions?: GivenConditions): Promise<object> {
    return updateByKeyOrThrow(usedModel(this), key, values, conditions);
  }
  static updateFields(
    key: GivenKey,
    changes: GivenValues | GivenBlock,
    conditions?: GivenConditions,
  ): Promise<object | null> {
    return updateFieldsByKey(usedModel(this), key, changes, conditions);
  }
  static upsert(key: GivenKey, values: GivenValues, conditions?: GivenConditions): Promise<object | null> {
    return upsertByKey(usedModel(this), key, values, conditions);
  }
  static inc(
    key: GivenKey,
    counters: GivenValues,
    options?: { touch?: boolean | readonly string[] },
  ): Promise<boolean> {
    return incrementByKey(usedModel(this), key, counters, options);
  }
  static delete(keys: GivenKey): Promise<void> {
    const model = usedModel(this);
    return deleteByKeys(model, Array.isArray(keys) && isManyKeys(model, keys) ? keys : [keys]);
  }

  static createTable(options?: CreateTableOptions): Promise<boolean> {
    return createModelTable(usedModel(this), options);
  }
  static deleteTable(): Promise<void> {
    return deleteModelTable(usedModel(this));
  }

  hasMany(target: AssociationTarget, options?: AssociationOptions): ManyRelation {
    return new ManyRelation(this, 'hasMany', target, options);
  }
  hasOne(target: AssociationTarget, options?: AssociationOptions): OneRelation {
    return new OneRelation(this, 'hasOne', target, options);
  }
  belongsTo(target: AssociationTarget, options?: AssociationOptions): OneRelation {
    return new OneRelation(this, 'belongsTo', target, options);
  }
  hasAndBelongsToMany(target: AssociationTarget, options?: AssociationOptions): ManyRelation {
    return new ManyRelation(this, 'hasAndBelongsToMany', target, options);
  }

  get errors(): ValidationErrors {
    return errorsOf(this);
  }
  isValid(): Promise<boolean> {
    return isValid(this);
  }
  save(options?: SaveOptions): Promise<boolean> {
    return saveRecord(this, options);
  }
  async saveOrThrow(options?: SaveOptions): Promise<this> {
    await saveRecordOrThrow(this, options);
    return this;
  }
  updateAttributes(values: GivenValues): Promise<boolean> {
    return updateAttributes(this, values);
  }
  async updateAttributesOrThrow(values: GivenValues): Promise<this> {
    await updateAttributesOrThrow(this, values);
    return this;
  }
  updateAttribute(name: string, value: unknown, options?: { validate?: boolean }): Promise<boolean> {
    return updateAttributes(this, { [name]: value }, options);
  }
  async updateAttributeOrThrow(
    name: string,
    value: unknown,
    options?: { validate?: boolean },
  ): Promise<this> {
    await updateAttributesOrThrow(this, { [name]: value }, options);
    return this;
  }
  update(first: GivenConditions | GivenBlock, block?: GivenBlock): Promise<boolean> {
    return updateByBlock(this, ...blockArguments(first, block));
  }
  async updateOrThrow(first: GivenConditions | GivenBlock, block?: GivenBlock): Promise<this> {
    await updateByBlockOrThrow(this, ...blockArguments(first, block));
    return this;
  }
  async increment(name: string, by = 1): Promise<this> {
    await addToCounter(this, name, by);
    return this;
  }
  async decrement(name: string, by = 1): Promise<this> {
    await addToCounter(this, name, -by);
    return this;
  }
  async touch(...names: string[]): Promise<this> {
    await touchRecord(this, names);
    return this;
  }
  async destroy(): Promise<this | false> {
    return (await destroyRecord(this)) ? this : false;
  }
  async destroyOrThrow(): Promise<this> {
    await destroyRecordOrThrow(this);
    return this;
  }
  async delete(): Promise<this> {
    await deleteRecord(this);
    return this;
  }
  async reload(options?: { consistentRead?: boolean }): Promise<this> {
    await reloadRecord(this, options);
    return this;
  }
}

function blockArguments(
  first: GivenConditions | GivenBlock,
  block: GivenBlock | undefined,
): [GivenConditions, GivenBlock] {
  if (typeof first === 'function') return [{}, first];
  if (block === undefined) throw new TypeError('update takes a function that notes the changes');
  return [first, block];
}
