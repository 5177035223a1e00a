/** What validations found wrong with a record, by the names of its fields; `base` is the record itself. */
export interface RecordErrors<N extends string = string> {
  /** @param message as it follows the field's name: `can't be blank` */
  add(name: N | 'base', message: string): void;
  /** The messages of one field; of `base`, those of the whole record. */
  on(name: string): string[];
  /** `Name can't be blank`, a sentence for each. */
  fullMessages(): string[];
  readonly isEmpty: boolean;
  /** The count of messages. */
  readonly size: number;
  clear(): void;
  /** All messages, by the fields' names. */
  toJSON(): Record<string, string[]>;
}

export type SaveContext = 'create' | 'update';

/** When a validation is asked. `R` is the record. */
export interface ValidationOptions<R> {
  /** Of new records alone, or of persisted ones. */
  on?: SaveContext | readonly SaveContext[];
  if?: (record: R) => boolean | Promise<boolean>;
  unless?: (record: R) => boolean | Promise<boolean>;
}

/** The options of every rule. */
export interface RuleOptions<R> extends ValidationOptions<R> {
  /** Null is not looked at. */
  allowNull?: boolean;
  /** Nor is what presence refuses: blank text, an empty set, array or map. */
  allowBlank?: boolean;
  /** Instead of the rule's own. */
  message?: string | ((value: unknown, record: R) => string);
}

/** A value that a rule looks at. */
export interface RuleSubject {
  readonly name: string;
  readonly value: unknown;
  /** As it was given, before it was cast; the value itself if it was loaded. */
  readonly given: unknown;
  readonly record: object;
}

/** Undefined for nothing wrong, or what is. */
export type RuleResult = string | readonly string[] | undefined;

/** A rule for one field, as `v.presence()` and its like make it. */
export interface Rule<R> {
  readonly options: RuleOptions<R>;
  check(subject: RuleSubject): RuleResult | Promise<RuleResult>;
}

/** Asks a whole record, and adds what is wrong to its errors. */
export type RecordValidator<R, N extends string = string> = (record: R, errors: RecordErrors<N>) => unknown;
