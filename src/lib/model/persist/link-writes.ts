import { callOperation } from '../../client/call-operation.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Condition } from '../../items/conditions/condition.ts';
import { keyIdentity } from '../../items/read/key-input.ts';
import { canceledActions } from '../../items/read/transaction-actions.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import type { AttributeValue, Item } from '../../items/values/attribute-value.ts';
import { itemInTheWay } from '../../items/write/failed-condition.ts';
import { type TransactionWrite, transactWrite } from '../../items/write/transact-write.ts';
import { updateItemInput } from '../../items/write/update-item.ts';
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

/** Actions that one transaction takes, and one that belongs to whoever sends it. */
export const MAX_LINKED_ITEMS = 99;

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
   * Makes the changes, all or none, and `beside` with them.
   * @returns what kept them from being made; none where they are
   */
  async send(model: Model, beside: readonly TransactionWrite[] = []): Promise<RefusedLink[]> {
    const { client } = await readyTable(model);
    const items = [...this.#items.values()];
    const writes: TransactionWrite[] = [...beside];
    for (const item of items) writes.push(await updateOf(item));
    const [only] = writes;
    try {
      if (writes.length === 1 && only?.kind === 'update') {
        const input = updateItemInput({ ...only, isUpsert: true, isRetyping: true });
        await callOperation(client, 'UpdateItem', input);
      } else if (writes.length > 0) await transactWrite(client, writes);
      return [];
    } catch (error) {
      return refusedLinks(error, writes, [...beside.map(() => undefined), ...items], model);
    }
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

async function updateOf({
  model,
  key,
  changes,
  conditions,
}: ItemLinks): Promise<TransactionWrite & { kind: 'update' }> {
  const { tableName } = await readyTable(model);
  const actions = [...changes].map(
    ([attribute, { kind, ids }]): UpdateAction => ({ kind, path: [attribute], value: setOfIds(ids) }),
  );
  const isThere: Condition = { path: [model.partitionKey.attribute], operator: 'exists', operands: [] };
  return {
    kind: 'update',
    tableName,
    key,
    actions,
    conditions: [isThere, ...ownItemConditions(model), ...conditions],
  };
}

/** @throws any error but that of a condition, as it is */
function refusedLinks(
  error: unknown,
  writes: readonly TransactionWrite[],
  items: readonly (ItemLinks | undefined)[],
  sender: Model,
): RefusedLink[] {
  if (!isAutodyneError(error, 'ConditionFailed')) throw withItemSize(error, sender);
  const keyOfWrite = (index: number): Item => {
    const write = writes[index];
    return items[index]?.key ?? (write !== undefined && write.kind !== 'put' ? write.key : {});
  };
  const canceled = canceledActions(error);
  if (canceled.length === 0) {
    return [{ model: items[0]?.model ?? sender, key: keyOfWrite(0), found: itemInTheWay(error) }];
  }
  const refused = canceled.filter(({ code }) => code === 'ConditionalCheckFailed');
  if (refused.length === 0) throw error;
  return refused.map(({ index, item: found }) => ({
    model: items[index]?.model ?? sender,
    key: keyOfWrite(index),
    found,
  }));
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
