import { attributeNotExists, type Condition } from '../../items/conditions/condition.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import { getAttribute, type Item, newItem } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import { companionsOf, sumOfNumbers } from '../tables/companion.ts';

/** One write of one item, as yet unsent. */
export type ItemWrite = {
  readonly model: Model;
  readonly tableName: string;
  readonly key: Item;
  /** All that must hold, guards included. */
  readonly conditions: readonly Condition[];
  /** The item as it was last seen, null for none; read first, where it matters, unless given. */
  readonly known?: Item | null | undefined;
} & (
  | { readonly kind: 'put'; readonly item: Item }
  | {
      readonly kind: 'update';
      readonly actions: readonly UpdateAction[];
      /** Makes the item where there is none. */
      readonly isUpsert: boolean;
      /** Asks for the whole item as it then is. */
      readonly isItemWanted?: boolean;
    }
  | { readonly kind: 'delete' }
);

/** A write that a condition kept from being done. */
export interface Refusal {
  /** Of the write, among those that were sent together. */
  readonly index: number;
  /** The item that was there: of the same key, or for a unique field the record that has the value. */
  readonly found: Item | undefined;
  readonly cause: unknown;
  /** The unique field whose value another record has. */
  readonly field?: ModelField;
}

/** The attributes that companions are made of. */
export function watchedAttributes(model: Model): string[] {
  const unique = uniqueFieldsOf(model);
  if (unique.length === 0) return [];
  const { expires } = model;
  return [...unique, ...(expires === undefined ? [] : [expires.field])].map(({ attribute }) => attribute);
}

/** True if a write can change which companions there are, or until when. */
export function mayChangeCompanions(write: ItemWrite): boolean {
  const watched = watchedAttributes(write.model);
  if (watched.length === 0 || write.kind !== 'update') return watched.length > 0;
  return write.actions.some(({ path }) => watched.includes(String(path[0])));
}

/** The item as a write leaves it, what companions are made of at least; undefined for none. */
export function itemAfter(write: ItemWrite, before: Item | undefined): Item | undefined {
  if (write.kind === 'put') return write.item;
  if (write.kind === 'delete' || (before === undefined && !write.isUpsert)) return undefined;
  const item = Object.assign(newItem(), write.key, before);
  for (const action of write.actions) {
    const name = String(action.path[0]);
    const old = getAttribute(item, name);
    if (action.kind === 'remove') delete item[name];
    else if (action.kind === 'set') item[name] = action.value;
    else if (action.kind === 'set-if-absent') item[name] = old ?? action.value;
    else if (action.kind === 'add' && action.value.N !== undefined) {
      item[name] = { N: sumOfNumbers(old?.N ?? '0', action.value.N) };
    }
  }
  return item;
}

/** Conditions under which the item is still what companions were made for. */
export function asSeenConditions(model: Model, before: Item | undefined): Condition[] {
  if (before === undefined) {
    return [attributeNotExists(model.partitionKey.attribute)];
  }
  return watchedAttributes(model).map((name): Condition => {
    const value = getAttribute(before, name);
    if (value === undefined) return attributeNotExists(name);
    return { path: [name], operator: 'eq', operands: [value] };
  });
}

/** True if companions are made of the same for both. */
export function isSameForCompanions(model: Model, a: Item | undefined, b: Item | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return watchedAttributes(model).every((name) => {
    const [before, after] = [getAttribute(a, name), getAttribute(b, name)];
    return before === undefined || after === undefined ? before === after : equalValues(before, after);
  });
}

/** What becomes of the companions of an item: which are freed, which are written. */
export function companionChanges(write: ItemWrite, before: Item | undefined, after: Item | undefined) {
  const { model } = write;
  const held = companionsOf(model, before);
  const wanted = companionsOf(model, after);
  const ends = model.expires?.field.attribute;
  const endOf = (item: Item | undefined): string | undefined =>
    item === undefined || ends === undefined ? undefined : getAttribute(item, ends)?.N;
  const isSameEnd = endOf(before) === endOf(after);
  const isIn = (list: typeof held, id: string): boolean => list.some((one) => one.id === id);
  return {
    freed: held.filter(({ id }) => !isIn(wanted, id)),
    claimed: wanted
      .map((one) => ({ ...one, isHeld: isIn(held, one.id) }))
      .filter(({ isHeld }) => !isHeld || !isSameEnd),
  };
}
