import type { Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import type { RecordClass } from '../definition/model-definition.ts';
import { modelOf } from '../definition/resolve-model.ts';
import { defineAccessors } from './accessors.ts';
import { initialize } from './initialize.ts';
import type { ItemText } from './item-text.ts';
import { RecordState } from './record-state.ts';

/** The item of the next record to construct: constructors of an app have any arguments, and need not pass them on. */
let loading: { model: Model; item: Item | ItemText } | undefined;

let read: (record: RecordCore) => RecordState;
let has: (value: object) => boolean;

/** The state of a record. Its attributes are own enumerable accessors, the same functions for all of a model. */
export abstract class RecordCore {
  readonly #state: RecordState;

  static {
    read = (record) => record.#state;
    has = (value) => #state in value;
  }

  constructor(input?: Readonly<Record<string, unknown>>) {
    const loaded = loading;
    loading = undefined;
    const model = loaded?.model ?? modelOf(new.target as unknown as RecordClass);
    this.#state = new RecordState(model, loaded?.item);
    defineAccessors(this, model.definition, stateOf);
    if (loaded === undefined) initialize(this, this.#state, input ?? {});
  }
}

/** The state of a record. @throws TypeError for what is no record */
export function stateOf(record: object): RecordState {
  return read(record as RecordCore);
}

export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && has(value);
}

/** A record of an item as it came from the table. */
export function constructRecord(recordClass: RecordClass, model: Model, item: Item | ItemText): object {
  loading = { model, item };
  try {
    return Reflect.construct(recordClass as unknown as new () => object, []);
  } finally {
    loading = undefined;
  }
}
