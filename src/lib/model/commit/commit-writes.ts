import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { batchGet } from '../../items/read/batch-get.ts';
import { getItem } from '../../items/read/get-item.ts';
import { canceledActions } from '../../items/read/transaction-actions.ts';
import { type AttributeValue, getAttribute, type Item } from '../../items/values/attribute-value.ts';
import { deleteItemInput } from '../../items/write/delete-item.ts';
import { itemInTheWay } from '../../items/write/failed-condition.ts';
import { putItemInput } from '../../items/write/put-item.ts';
import { type TransactionWrite, transactWrite } from '../../items/write/transact-write.ts';
import { updateItemInput } from '../../items/write/update-item.ts';
import { OWNER_ATTRIBUTE } from '../definition/unique-fields.ts';
import { forgetRecord, noteWritten } from '../record/identity-map.ts';
import { companionsOf, isCompanion } from '../tables/companion.ts';
import { type ItemWrite, isSameForCompanions, mayChangeCompanions, type Refusal } from './item-write.ts';
import { type PlannedPart, planTransaction } from './plan-companions.ts';

/** So often a transaction is planned anew because what it was planned for was not so any more. */
const MAX_ATTEMPTS = 20;

/** Writes that were made, with the item of a single update that asked for it; or those that were the reason why not. */
export type CommitOutcome =
  | { readonly isDone: true; readonly item: Item | undefined }
  | { readonly isDone: false; readonly refused: readonly Refusal[] };

/**
 * Makes all of some writes, or none, and keeps the companions of unique fields. One write without companions is one plain
 * request; else a transaction, before which items that are not known, and can have companions, are read.
 * @throws AutodyneError as the service fails
 */
export async function commitWrites(
  client: ServiceClient,
  writes: readonly ItemWrite[],
): Promise<CommitOutcome> {
  const commit = new Commit(client, writes);
  await commit.readUnknown();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const outcome = await commit.attempt();
    if (outcome !== undefined) return outcome;
  }
  throw new AutodyneError(
    'Throttled',
    'nothing was written: others change the same records at the same time, again and again',
  );
}

/** {@link commitWrites} of one. */
export async function commitWrite(
  client: ServiceClient,
  write: ItemWrite,
): Promise<{ isDone: true; item: Item | undefined } | { isDone: false; refusal: Refusal }> {
  const outcome = await commitWrites(client, [write]);
  if (outcome.isDone) return outcome;
  const [refusal = { index: 0, found: undefined, cause: undefined }] = outcome.refused;
  return { isDone: false, refusal };
}

type FailedPart<K extends PlannedPart['kind'] = PlannedPart['kind']> = {
  readonly part: Extract<PlannedPart, { kind: K }>;
  readonly found: Item | undefined;
};

/** Some writes, and what is known of their items and companions; each canceled attempt tells more. */
class Commit {
  readonly #client: ServiceClient;
  readonly #writes: readonly ItemWrite[];
  /** Undefined for those that can have no companions, null where there is no item. */
  readonly #known: (Item | null | undefined)[] = [];
  readonly #orphaned = new Map<string, AttributeValue | undefined>();
  readonly #others = new Set<string>();

  constructor(client: ServiceClient, writes: readonly ItemWrite[]) {
    this.#client = client;
    this.#writes = writes;
  }

  /** Reads the items that are not known, and can have companions. */
  async readUnknown(): Promise<void> {
    const unread: { write: ItemWrite; index: number }[] = [];
    for (const [index, write] of this.#writes.entries()) {
      if (!mayChangeCompanions(write)) continue;
      this.#known[index] = write.known;
      if (write.known === undefined) unread.push({ write, index });
    }
    for (const tableName of new Set(unread.map(({ write }) => write.tableName))) {
      const ofTable = unread.filter(({ write }) => write.tableName === tableName);
      const items = await itemsOf(
        this.#client,
        ofTable.map(({ write }) => write),
      );
      for (const [position, { index }] of ofTable.entries()) this.#known[index] = items[position] ?? null;
    }
  }

  /** Undefined where it is to be tried again, with what was learned. */
  async attempt(): Promise<CommitOutcome | undefined> {
    const facts = { orphaned: this.#orphaned, others: this.#others };
    const { actions, parts, clash } = planTransaction(this.#writes, this.#known, facts);
    if (clash !== undefined) {
      const { index, companion } = clash;
      const refusal = { index, found: undefined, cause: undefined, field: companion.field };
      return { isDone: false, refused: [refusal] };
    }
    try {
      const item = await send(this.#client, this.#writes, actions);
      for (const { kind, model, key } of this.#writes) {
        if (kind === 'delete') forgetRecord(model, key);
        else noteWritten(model, key);
      }
      return { isDone: true, item };
    } catch (error) {
      return this.#learn(error, failedParts(error, parts));
    }
  }

  async #learn(error: unknown, failed: readonly FailedPart[]): Promise<CommitOutcome | undefined> {
    const refused: Refusal[] = [];
    let isNews = false;
    for (const { part, found } of failed) {
      if (part.kind !== 'write') continue;
      const { index } = part;
      if (this.#isNews(index, found)) {
        isNews = true;
        this.#known[index] = found ?? null;
      } else refused.push({ index, found, cause: error });
    }
    if (isNews) return undefined;
    if (refused.length > 0) return { isDone: false, refused };
    for (const { part, found } of failed) {
      if (part.kind === 'free') this.#others.add(part.id);
      if (part.kind === 'orphans') this.#orphaned.clear();
      if (part.kind === 'claim') refused.push(...(await this.#contest(error, { part, found })));
    }
    return refused.length === 0 ? undefined : { isDone: false, refused };
  }

  /** True if a write failed because its companions were planned for an item that is another one now. */
  #isNews(index: number, found: Item | undefined): boolean {
    const write = this.#writes[index];
    const known = this.#known[index];
    if (write === undefined || known === undefined) return false;
    const mayBeMade = write.kind === 'put' || (write.kind === 'update' && write.isUpsert);
    if (found === undefined && !mayBeMade) return false;
    return !isSameForCompanions(write.model, known ?? undefined, found);
  }

  /** Finds out who has a right to a companion that is there; refused where another record has. */
  async #contest(error: unknown, { part, found }: FailedPart<'claim'>): Promise<Refusal[]> {
    const { companion, index, isHeld } = part;
    const write = this.#writes[index];
    if (write === undefined) return [];
    const owner = await ownerOf(this.#client, write, companion.id, found);
    if (owner.item !== undefined && !isHeld) {
      return [{ index, found: owner.item, cause: error, field: companion.field }];
    }
    if (owner.item === undefined) this.#orphaned.set(companion.id, owner.key);
    else this.#others.add(companion.id);
    return [];
  }
}

/** The items of some writes of one table, in their order. */
async function itemsOf(client: ServiceClient, writes: readonly ItemWrite[]): Promise<(Item | undefined)[]> {
  const located = writes.map(({ key, model }) => ({ item: key, location: model.name }));
  const [first] = located;
  const [write] = writes;
  if (first === undefined || write === undefined) return [];
  const options = { isConsistent: true };
  if (located.length === 1) return [(await getItem(client, write.tableName, first, options)).Item];
  const items: (Item | undefined)[] = [];
  for await (const { item } of batchGet(client, write.tableName, located, options)) items.push(item);
  return items;
}

async function send(
  client: ServiceClient,
  writes: readonly ItemWrite[],
  actions: readonly TransactionWrite[],
): Promise<Item | undefined> {
  const [write] = writes;
  const isWanted = writes.length === 1 && write?.kind === 'update' && write.isItemWanted === true;
  const [action] = actions;
  if (actions.length === 1 && action !== undefined && write !== undefined) {
    return sendAlone(client, write, action, isWanted);
  }
  await transactWrite(client, actions);
  if (!isWanted || write === undefined) return undefined;
  // A transaction returns no item.
  const located = { item: write.key, location: write.model.name };
  return (await getItem(client, write.tableName, located, { isConsistent: true })).Item;
}

async function sendAlone(
  client: ServiceClient,
  write: ItemWrite,
  action: TransactionWrite,
  isItemWanted: boolean,
): Promise<Item | undefined> {
  const { tableName, conditions = [] } = action;
  if (action.kind === 'put') {
    await callOperation(client, 'PutItem', putItemInput(tableName, action.item, { conditions }));
    return undefined;
  }
  if (action.kind === 'update' && write.kind === 'update') {
    const { isUpsert } = write;
    const input = updateItemInput({
      ...action,
      // UpdateItem asks by itself whether the item is there.
      conditions: isUpsert ? conditions : conditions.slice(1),
      isUpsert,
      isRetyping: true,
      returned: isItemWanted ? 'new' : undefined,
    });
    return (await callOperation(client, 'UpdateItem', input)).Attributes;
  }
  const input = deleteItemInput({ tableName, key: action.key, conditions, returned: 'none' });
  await callOperation(client, 'DeleteItem', input);
  return undefined;
}

/** The parts whose conditions did not hold, with the items in the way. @throws any other error as it is */
function failedParts(error: unknown, parts: readonly PlannedPart[]): FailedPart[] {
  const canceled = canceledActions(error).filter(({ code }) => code === 'ConditionalCheckFailed');
  if (canceled.length > 0) {
    return canceled.flatMap(({ index, item: found }) => {
      const part = parts[index];
      return part === undefined ? [] : [{ part, found }];
    });
  }
  const [part] = parts;
  if (part === undefined || parts.length > 1 || !isAutodyneError(error, 'ConditionFailed')) throw error;
  return [{ part, found: itemInTheWay(error) }];
}

/**
 * Who has a right to a companion: `item` is the record that it names, if that has the value still, or whatever else is
 * in its place; undefined where it is an orphan, or gone.
 */
async function ownerOf(
  client: ServiceClient,
  { model, tableName }: ItemWrite,
  id: string,
  companion: Item | undefined,
): Promise<{ key: AttributeValue | undefined; item: Item | undefined }> {
  if (companion === undefined) return { key: undefined, item: undefined };
  if (!isCompanion(companion)) return { key: undefined, item: companion };
  const key = getAttribute(companion, OWNER_ATTRIBUTE);
  if (key?.S === undefined || key.S === '') return { key, item: undefined };
  const located = { item: { [model.partitionKey.attribute]: key }, location: model.name };
  const { Item: item } = await getItem(client, tableName, located, { isConsistent: true });
  const isHis = item !== undefined && companionsOf(model, item).some((one) => one.id === id);
  return { key, item: isHis ? item : undefined };
}
