import type { KeyType } from '../../items/keys/key-schema.ts';
import type { Builder } from './value-profile.ts';

/** A model as its source says it. */
export interface ModelShape {
  readonly name: string;
  readonly className: string;
  /** In the sample. */
  readonly items: number;
  /** Of a model that has a table alone. */
  readonly tableName: string | undefined;
  /** The name of its field, where it is not `id`. */
  readonly partitionKey: string | undefined;
  readonly sortKey: string | undefined;
  readonly idPrefix: string | undefined;
  readonly isSnake: boolean;
  readonly hasTimestamps: boolean;
  readonly fields: readonly FieldShape[];
  readonly globalIndexes: readonly IndexShape[];
  readonly localIndexes: readonly IndexShape[];
  /** The field of the time to live. */
  readonly expires: string | undefined;
  readonly subclasses: readonly SubclassShape[];
}

export interface FieldShape {
  readonly name: string;
  readonly attribute: string;
  /** The attribute is to be named, since it does not follow from the field's name. */
  readonly isRenamed: boolean;
  readonly builder: Builder;
  readonly isRequired: boolean;
  readonly isUnique: boolean;
  /** The type as a key of an index; undefined where it can be none. */
  readonly keyType: KeyType | undefined;
  /** The subclass whose items alone have it. */
  readonly ofType: string | undefined;
  /** It comes with the model, and is not written. */
  readonly isImplicit: boolean;
}

/** Names of fields. */
export interface IndexShape {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string | undefined;
  readonly projection: 'all' | 'keys_only' | readonly string[];
}

export interface SubclassShape {
  readonly name: string;
  readonly className: string;
  readonly items: number;
  readonly fields: readonly FieldShape[];
}
