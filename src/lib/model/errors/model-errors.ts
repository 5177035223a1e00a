import { AutodyneError, type AutodyneErrorOptions, type ErrorCode } from '../../errors/autodyne-error.ts';

/** Options of errors of models. */
export interface ModelErrorOptions<C extends ErrorCode> extends AutodyneErrorOptions<C> {
  /** The record that it is about. */
  record?: unknown;
  /** Of a condition that failed: the item as it is in the table, a record of its model; null where there is none. */
  current?: unknown;
}

/** An {@link AutodyneError} that knows the record it is about. */
export class ModelError<C extends ErrorCode> extends AutodyneError<C> {
  readonly record: unknown;
  readonly current: unknown;

  constructor(code: C, message: string, options: ModelErrorOptions<C> = {}) {
    super(code, message, options);
    this.name = new.target.name;
    // What only some errors have is not shown by the others.
    for (const name of ['record', 'current'] as const) {
      Object.defineProperty(this, name, { value: options[name], enumerable: false });
    }
  }
}

export class RecordNotFound extends ModelError<'RecordNotFound'> {
  constructor(message: string, options: ModelErrorOptions<'RecordNotFound'> = {}) {
    super('RecordNotFound', message, options);
  }
}

/** A key that something has already. Of many, `records` has those that were not written, in their order. */
export class RecordNotUnique extends ModelError<'RecordNotUnique'> {
  readonly records: readonly unknown[];

  constructor(
    message: string,
    { records, ...options }: ModelErrorOptions<'RecordNotUnique'> & { records?: readonly unknown[] } = {},
  ) {
    super('RecordNotUnique', message, options);
    this.records = records ?? (options.record === undefined ? [] : [options.record]);
  }
}

/** A record was changed, or deleted, since it was loaded. */
export class StaleObjectError extends ModelError<'StaleObject'> {
  readonly attemptedAction: string;

  constructor(attemptedAction: string, message: string, options: ModelErrorOptions<'StaleObject'> = {}) {
    super('StaleObject', message, options);
    this.attemptedAction = attemptedAction;
  }
}

/** A record that its validations refuse. Of many, `records` has those that were not saved, in their order. */
export class DocumentNotValid extends ModelError<'DocumentNotValid'> {
  readonly records: readonly unknown[];
  /** The full messages of the record's errors. */
  readonly messages: readonly string[];

  constructor(
    message: string,
    {
      records,
      messages = [],
      ...options
    }: ModelErrorOptions<'DocumentNotValid'> & {
      records?: readonly unknown[];
      messages?: readonly string[];
    } = {},
  ) {
    super('DocumentNotValid', message, options);
    this.records = records ?? (options.record === undefined ? [] : [options.record]);
    this.messages = messages;
  }
}

/** A hook stopped the save. */
export class RecordNotSaved extends ModelError<'RecordNotSaved'> {
  constructor(message: string, options: ModelErrorOptions<'RecordNotSaved'> = {}) {
    super('RecordNotSaved', message, options);
  }
}

/** A hook stopped the destruction. */
export class RecordNotDestroyed extends ModelError<'RecordNotDestroyed'> {
  constructor(message: string, options: ModelErrorOptions<'RecordNotDestroyed'> = {}) {
    super('RecordNotDestroyed', message, options);
  }
}

/** A number that a JavaScript number cannot hold, digit for digit. */
export class PrecisionError extends ModelError<'PrecisionError'> {
  constructor(message: string, options: ModelErrorOptions<'PrecisionError'> = {}) {
    super('PrecisionError', message, options);
  }
}

/** A query that cannot be asked, told before a request. */
export class InvalidQuery extends ModelError<'InvalidQuery'> {
  constructor(message: string, options: ModelErrorOptions<'InvalidQuery'> = {}) {
    super('InvalidQuery', message, options);
  }
}

/** A Scan, where `errorOnScan` refuses them. */
export class ScanProhibited extends ModelError<'ScanProhibited'> {
  constructor(message: string, options: ModelErrorOptions<'ScanProhibited'> = {}) {
    super('ScanProhibited', message, options);
  }
}
