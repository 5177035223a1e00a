import type { AttributeValue, Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';

/** In {@link RecordState.values}: not looked at yet, so that it is still what the table holds. */
export const UNREAD: unique symbol = Symbol('unread');

/** What only some records have. */
export interface RecordExtras {
  /** Values as they were given, before they were cast, by the field's name. */
  given?: Map<string, unknown>;
  /** What a field that the item lacked was loaded as, by its position: it counts as stored. */
  defaults?: Map<number, AttributeValue | undefined>;
  /** Made by the class's getters, by their names. */
  associations?: Map<string, object>;
  /** The item before and after the last write: what it changed is told when somebody asks. */
  previous?: { readonly before: Item | undefined; readonly after: Item };
}

/**
 * What a record is inside. Its item stays as it came; each value is decoded when it is first read, and kept. The item is
 * thereby also what changes are found by: a value is changed if it would be stored as something else.
 */
export interface RecordState {
  model: Model;
  /** As the table has it, with attributes that the model does not know; undefined for a record that was never saved. */
  stored: Item | undefined;
  /** By the field's position; empty until something is read or written. */
  values: unknown[];
  isDestroyed: boolean;
  extras: RecordExtras | undefined;
}
