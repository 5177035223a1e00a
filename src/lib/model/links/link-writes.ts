import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Condition } from '../../items/conditions/condition.ts';
import { keyIdentity } from '../../items/keys/key-of.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import type { AttributeValue, Item } from '../../items/values/attribute-value.ts';
import { commitWrites } from '../commit/commit-writes.ts';
import type { ItemWrite } from '../commit/item-write.ts';
import type { Model } from '../definition/model.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import { keyFieldsOf } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import { setOfIds, withoutIds } from './stored-ids.ts';

/** A change to the ids that one attribute of an item has. */
interface IdChange {
  kind: 'set' | 'add' | 'delete';
  ids: AttributeValue[];
}

interface ItemLinks {
  readonly model: Model;
  readonly key: Item;
  readonly changes: Map<string, IdChange>;
  readonly conditions: Condition[];
  /** True for an item that is only to forget an id: where it is gone, or another model's, there is nothing to do. */
  mayBeGone: boolean;
}

/** A write that was refused, and the item that was found instead. */
export interface RefusedLink {
  readonly model: Model;
  readonly key: Item;
  readonly found: Item | undefined;
}

/** Changes of ids in some items, which are made together: in one UpdateItem, or in one transaction. */
export class LinkWrites {
  readonly #items = new Map<string, ItemLinks>();
  readonly #gone: ReadonlySet<string>;

  /** @param gone items, by {@link LinkWrites.identity}, that were found to be gone: they are left out */
  constructor(gone: ReadonlySet<string> = new Set()) {
    this.#gone = gone;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Gives an attribute these ids beside, or instead of, those that it has. The item must be there. */
  put(
    model: Model,
    key: Item,
    attribute: string,
    kind: 'set' | 'add',
    ids: readonly AttributeValue[],
    conditions: readonly Condition[] = [],
  ): void {
    const item = this.#item(model, key);
    item.mayBeGone = false;
    item.conditions.push(...conditions);
    const known = item.changes.get(attribute);
    const before = known?.kind === kind && kind === 'add' ? known.ids : [];
    item.changes.set(attribute, { kind, ids: [...before, ...withoutIds(ids, before)] });
  }

  /** Takes ids out of an attribute, of an item that may be gone unless told. */
  take(model: Model, key: Item, attribute: string, ids: readonly AttributeValue[], mayBeGone = true): void {
    if (ids.length === 0 || this.#gone.has(LinkWrites.identity(model, key))) return;
    const item = this.#item(model, key);
    item.mayBeGone &&= mayBeGone;
    const known = item.changes.get(attribute);
    if (known !== undefined && known.kind !== 'delete') return;
    const before = known?.ids ?? [];
    item.changes.set(attribute, { kind: 'delete', ids: [...before, ...withoutIds(ids, before)] });
  }

  static identity(model: Model, key: Item): string {
    const names = keyFieldsOf(model).map(({ attribute }) => attribute);
    return `${model.table.name} ${keyIdentity(key, names)}`;
  }

  /**
   * Makes the changes, all or none.
   * @returns what kept them from being made; none where they are
   */
  async send(model: Model): Promise<RefusedLink[]> {
    const { client } = await readyTable(model);
    const writes = await this.itemWrites();
    if (writes.length === 0) return [];
    try {
      const outcome = await commitWrites(client, writes);
      if (outcome.isDone) return [];
      return outcome.refused.flatMap(({ index, found }) => {
        const write = writes[index];
        return write === undefined ? [] : [{ model: write.model, key: write.key, found }];
      });
    } catch (error) {
      throw withItemSize(error, model);
    }
  }

  /** The changes as writes, one of each item. */
  async itemWrites(): Promise<ItemWrite[]> {
    const writes: ItemWrite[] = [];
    for (const item of this.#items.values()) writes.push(await updateOf(item));
    return writes;
  }

  /** The items that are only to forget an id. */
  isOptional(identity: string): boolean {
    return this.#items.get(identity)?.mayBeGone === true;
  }

  #item(model: Model, key: Item): ItemLinks {
    const identity = LinkWrites.identity(model, key);
    const known = this.#items.get(identity);
    if (known !== undefined) return known;
    const made: ItemLinks = { model, key, changes: new Map(), conditions: [], mayBeGone: true };
    this.#items.set(identity, made);
    return made;
  }
}

async function updateOf({ model, key, changes, conditions }: ItemLinks): Promise<ItemWrite> {
  const { tableName } = await readyTable(model);
  const actions = [...changes].map(
    ([attribute, { kind, ids }]): UpdateAction => ({ kind, path: [attribute], value: setOfIds(ids) }),
  );
  return {
    kind: 'update',
    model,
    tableName,
    key,
    actions,
    conditions: [...ownItemConditions(model), ...conditions],
    isUpsert: false,
  };
}

/** An item that ids have filled: with the way out. */
function withItemSize(error: unknown, { name }: Model): unknown {
  if (!isAutodyneError(error) || !/item size/i.test(error.message)) return error;
  return new AutodyneError(error.code, `${name}: ${error.message}`, {
    cause: error,
    suggestions: [
      'keep the link in a field of the other model, with an index: hasMany(() => …, { foreignKey: … })',
    ],
    details: error.details,
  });
}
