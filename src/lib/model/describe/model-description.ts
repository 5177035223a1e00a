import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { IndexSchema, KeySchema } from '../../items/keys/key-schema.ts';

/** Raised when a member changes its meaning: the command line and an app may have different versions. */
export const DESCRIPTION_FORMAT = 1;

/** A model as plain data, with names as they are in the table. */
export interface ModelDescription {
  readonly name: string;
  /** The model at the top of its family; its own name for most. */
  readonly baseName: string;
  readonly table: string;
  /** The table is the one of all models that name none. */
  readonly isShared: boolean;
  readonly key: KeySchema;
  readonly fields: readonly FieldDescription[];
  readonly indexes: readonly Omit<IndexSchema, 'status'>[];
  /** Of a model with a table of its own: how it is made. */
  readonly createTable: (CreateTableCommandInput & { TableName: string }) | null;
  /** The attribute of its time to live. */
  readonly expiresAttribute: string | null;
}

export interface FieldDescription {
  readonly name: string;
  readonly attribute: string;
  /** As messages name it: `integer`, `set of datetime`. */
  readonly type: string;
  /** The DynamoDB type of its values; null where it depends on the value. */
  readonly storedAs: string | null;
}

/** All models of an app. */
export interface ModelsDescription {
  readonly format: number;
  readonly models: readonly ModelDescription[];
}

/** The folder of model files. */
export const DEFAULT_MODELS_DIR = './src/models';
