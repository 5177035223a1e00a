/** A class of records, of whatever model. */
type HookedClass = abstract new (...args: never) => unknown;

type Hooked<C> = C extends abstract new (...args: never) => infer I ? I : never;

/** The writes that hooks can be registered for. */
export type HookEvent = 'Save' | 'Create' | 'Update' | 'Destroy';

/** The names of all hooks: those of writes, and the others. */
export type HookName =
  | `${'before' | 'around' | 'after'}${HookEvent}`
  | 'beforeValidation'
  | 'afterValidation'
  | 'afterInitialize'
  | 'afterFind'
  | 'afterTouch'
  | 'afterCommit'
  | 'afterRollback';

/** Awaited before anything else is done. What it returns is not looked at. */
type Register<Next extends unknown[] = []> = <C extends HookedClass>(
  this: C,
  hook: (record: Hooked<C>, ...next: Next) => unknown,
) => void;

/** Does what the hook is around: it must be called once, and may be awaited. */
export type NextHook = () => Promise<void>;

/**
 * Static methods that register hooks, best in the class's `static { … }`. Hooks of one kind are called in the order in
 * which they were registered, those of a class above first; each is awaited.
 */
export interface HookStatics {
  beforeValidation: Register;
  afterValidation: Register;
  beforeSave: Register;
  aroundSave: Register<[next: NextHook]>;
  afterSave: Register;
  beforeCreate: Register;
  aroundCreate: Register<[next: NextHook]>;
  afterCreate: Register;
  beforeUpdate: Register;
  aroundUpdate: Register<[next: NextHook]>;
  afterUpdate: Register;
  beforeDestroy: Register;
  aroundDestroy: Register<[next: NextHook]>;
  afterDestroy: Register;
  /** Of each new and each loaded record. A constructor waits for nothing: it cannot be async. */
  afterInitialize: Register;
  /** Of each record that was read, after `afterInitialize`. */
  afterFind: Register;
  afterTouch: Register;
  /**
   * Of a save, a block of `update`, a touch, a destroy or delete of the record, once it is in the table: the last, and within
   * `transaction` when all of it is written.
   */
  afterCommit: Register;
  /** Of a save, destroy or delete that a `transaction` took, of which nothing was written. */
  afterRollback: Register;
}
