import type { Field, Fields, InputValueOf } from './field-types.ts';
import type { Rule } from './validation-types.ts';

/** What is known of a model when the app is compiled; never a value. */
export interface Definition<
  Fs extends Fields = Fields,
  PK extends string = string,
  SK extends string | undefined = string | undefined,
  IX extends string = string,
> {
  /** All fields: those that the model names, its partition key, its timestamps. */
  f: Fs;
  pk: PK;
  sk: SK;
  /** Names of indexes. */
  ix: IX;
}

type IdField = Field<string, string | undefined, 'S', false, true>;
type TimestampField = Field<Date, Date | string | undefined, 'S' | 'N', false, true>;

/** The fields that a model names, and those that come with it. */
export type AllFields<Fs extends Fields, PK extends string, TS extends boolean> = Fs &
  (PK extends keyof Fs ? unknown : { readonly [K in PK]: IdField }) &
  (TS extends false ? unknown : { readonly createdAt: TimestampField; readonly updatedAt: TimestampField });

/** Names of fields that can be a key. */
export type KeyNames<Fs extends Fields> = {
  [K in keyof Fs]: [Fs[K]['__']['k']] extends [never] ? never : Fs[K]['__']['k'] extends 'M' ? never : K;
}[keyof Fs] &
  string;

type ReadOf<F extends Field> = F['__']['nul'] extends true ? F['__']['t'] | null : F['__']['t'];

/** Names of attributes that are the record's identity, or kept by the library. */
type FixedNames<D extends Definition> = (D['pk'] | D['sk'] | 'createdAt' | 'updatedAt') & keyof D['f'];

/** A record's attributes, as they are read. */
export type AttributesOf<D extends Definition> = {
  readonly [K in FixedNames<D>]: ReadOf<D['f'][K]>;
} & {
  -readonly [K in Exclude<keyof D['f'], FixedNames<D>>]: ReadOf<D['f'][K]>;
};

export type NamesOf<D extends Definition> = keyof D['f'] & string;

type OptionalNames<Fs extends Fields> = {
  [K in keyof Fs]: Fs[K]['__']['opt'] extends true ? K : never;
}[keyof Fs];

/** The input of `create`. */
export type InputOf<D extends Definition> = {
  [K in Exclude<keyof D['f'], OptionalNames<D['f']>>]: D['f'][K]['__']['in'];
} & {
  [K in OptionalNames<D['f']>]?: D['f'][K]['__']['in'] | undefined;
};

/** What `new`, `assign` and every update take: any of the fields. */
export type ChangesOf<D extends Definition> = {
  [K in keyof D['f']]?: D['f'][K]['__']['in'] | undefined;
};

/** The same for an item that is there: its key stays. */
export type UpdateOf<D extends Definition> = {
  [K in Exclude<keyof D['f'], D['pk'] | D['sk']>]?:
    | D['f'][K]['__']['in']
    | (D['f'][K]['__']['nul'] extends true ? null : never)
    | undefined;
};

/** A primary key: a value, or `[partition key, sort key]` where the model has a sort key. */
export type KeyOf<D extends Definition> = D['sk'] extends string
  ? readonly [InputValueOf<D['f'][D['pk']]>, InputValueOf<D['f'][D['sk']]>]
  : InputValueOf<D['f'][D['pk']]>;

/** The attributes that an index contains. */
export type Projection<Names> = 'all' | 'keys_only' | readonly Names[];

interface IndexSpec<IX, Names> {
  /** `<table>_index_<partition key>[_<sort key>]` unless told. */
  name?: IX;
  /** `keys_only` unless told. An index is chosen by itself only if it projects `all`. */
  projection?: Projection<Names>;
}

export interface GlobalIndexSpec<Keys, IX, Names> extends IndexSpec<IX, Names> {
  /** A field; `_model` for one partition for each model of the one table. */
  partitionKey: Keys | '_model';
  sortKey?: Keys;
  readCapacity?: number;
  writeCapacity?: number;
}

export interface LocalIndexSpec<Keys, IX, Names> extends IndexSpec<IX, Names> {
  sortKey: Keys;
}

/** The table of a model. One that names no table lives in `AUTODYNE_TABLE_NAME`, beside the others. */
export interface TableSpec<PK> {
  name?: string;
  /** The name of the field that is the partition key; `id` unless told. */
  partitionKey?: PK;
  readCapacity?: number;
  writeCapacity?: number;
  capacityMode?: 'provisioned' | 'on_demand';
  /** Of a table in another account: used wherever a request names the table. */
  arn?: string;
}

/** When an item may be removed by DynamoDB: `after` seconds from when it is saved, unless the field says otherwise. */
export interface ExpiresSpec<Name> {
  field: Name;
  /** Seconds. */
  after?: number;
}

/** A record's own fields, as the rules of `validates` see it. */
type FieldValues<Fs extends Fields> = { readonly [K in keyof Fs]: ReadOf<Fs[K]> };

/** Rules of fields, by their names. */
export type FieldRules<Fs extends Fields> = {
  readonly [K in keyof NoInfer<Fs>]?: readonly Rule<FieldValues<Fs>>[];
};

type DefaultKey = 'id' | 'createdAt' | 'updatedAt';

/** The options of `defineModel`. */
export interface ModelSpec<
  Fs extends Fields,
  PK extends string,
  SK extends string | undefined,
  TS extends boolean,
  IX extends string,
> {
  /** Of the class, in the table (`_model`, STI) and in messages. Given, since minifiers rename classes. */
  name: string;
  fields: Fs;
  table?: TableSpec<PK>;
  sortKey?: SK;
  /** True by default: `createdAt` and `updatedAt` are maintained. */
  timestamps?: TS;
  globalSecondaryIndexes?: readonly GlobalIndexSpec<
    KeyNames<Fs> | DefaultKey | NoInfer<PK>,
    IX,
    (keyof Fs & string) | DefaultKey
  >[];
  localSecondaryIndexes?: readonly LocalIndexSpec<
    KeyNames<Fs> | 'createdAt' | 'updatedAt',
    IX,
    (keyof Fs & string) | DefaultKey
  >[];
  expires?: ExpiresSpec<keyof Fs & string>;
  /** Rules of fields. Those that look at the whole record are better off in `static { this.validates(…) }`, which knows its type. */
  validates?: FieldRules<Fs>;
  /** The field that holds the name of a record's class; `type` unless told. */
  inheritanceField?: keyof Fs & string;
  /** How a field's name is written in the table; as the settings say unless told. */
  naming?: 'camel' | 'snake';
  /** Before each id in the table, so that two models of it may have the same ids: `User#`. The app sees ids without. */
  idPrefix?: string;
}

/** The options of `subclass`. */
export interface SubclassSpec<Fs extends Fields> {
  name: string;
  /** The value of the inheritance field; the name by default. */
  stiName?: string;
  fields?: Fs;
  validates?: FieldRules<Fs>;
}
