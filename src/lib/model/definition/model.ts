import type { ServiceClient } from '../../client/client-sender.ts';
import type { IndexSchema, TableSchema } from '../../items/keys/key-schema.ts';
import type { ModelSettings } from '../config/model-settings.ts';
import type { FieldSpec } from '../fields/field-spec.ts';
import type { FieldType } from '../fields/field-type.ts';
import type { ModelDefinition } from './model-definition.ts';

/** A field of a model with the settings that hold: its name in the app and in the table, and its type. */
export interface ModelField {
  readonly name: string;
  /** The attribute's name in the table. (Of the one table's partition key, known once the table was described.) */
  attribute: string;
  /** Its position in {@link Model.fields}, and in the values of each record. */
  readonly position: number;
  readonly type: FieldType;
  readonly spec: FieldSpec;
}

export interface ModelTable {
  readonly name: string;
  /** True for the shared table: its items have `_model`, and writes have guard conditions. */
  readonly isShared: boolean;
  /** As the model declares it: what the planner chooses from. */
  schema: TableSchema;
}

/** An index that a model declares. */
export interface ModelIndex {
  readonly schema: IndexSchema;
  /** Its keys' fields; undefined for `_model`. */
  readonly keyFields: readonly (ModelField | undefined)[];
}

/** A model with the settings that hold now: what everything that reads and writes goes by. */
export interface Model {
  readonly definition: ModelDefinition;
  readonly name: string;
  /** The value of `_model`: the name of the base model. */
  readonly baseName: string;
  readonly settings: ModelSettings;
  /** Given with `using`; undefined for the one that the settings make. */
  readonly client: ServiceClient | undefined;
  readonly fields: readonly ModelField[];
  readonly fieldByName: ReadonlyMap<string, ModelField>;
  /** (Of the one table's partition key as {@link ModelField.attribute}.) */
  readonly fieldByAttribute: Map<string, ModelField>;
  readonly partitionKey: ModelField;
  readonly sortKey: ModelField | undefined;
  readonly createdAt: ModelField | undefined;
  readonly updatedAt: ModelField | undefined;
  readonly lockVersion: ModelField | undefined;
  /** Holds the class's `stiName`; undefined for a family of one class without such a field. */
  readonly inheritance: ModelField | undefined;
  readonly expires: { readonly field: ModelField; readonly afterSeconds: number | undefined } | undefined;
  readonly table: ModelTable;
  readonly indexes: readonly ModelIndex[];
  /** Those that are a key of the table or of an index. */
  readonly keyFields: ReadonlySet<ModelField>;
}

/** The attribute in which each item of the one table says whose it is. */
export const MODEL_ATTRIBUTE = '_model';

/** The `_model` of the items that keep the values of unique fields: no model's. */
export const COMPANION_MODEL = '_unique';
