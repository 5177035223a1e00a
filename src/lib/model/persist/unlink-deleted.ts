import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { TransactionWrite } from '../../items/write/transact-write.ts';
import { associationsOf } from '../record/prepare-class.ts';
import type { RecordState } from '../record/record-state.ts';
import { keyOfRecord } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import { type IdsLink, idsAttribute, linkOf } from './link.ts';
import { keyOfId, unlinkIds } from './link-records.ts';
import { LinkWrites, MAX_LINKED_ITEMS } from './link-writes.ts';
import type { RefusedWrite } from './refused-write.ts';
import { idsOf } from './stored-ids.ts';

/** The links of a record that others know too: those of its associations that have an inverse, and ids. */
export function linksOfBoth(state: RecordState): IdsLink[] {
  const { model } = state;
  const links: IdsLink[] = [];
  for (const association of associationsOf(model).values()) {
    if (idsOf(state, idsAttribute(model, association.name)).length === 0) continue;
    try {
      const link = linkOf(model, association);
      if (link.kind === 'ids' && link.inverse !== undefined) links.push(link);
    } catch (error) {
      // Others that are not known here keep the id of a record that is not there, as anybody's sets may.
      if (!isAutodyneError(error, 'SubclassNotFound')) throw error;
    }
  }
  return links;
}

/**
 * Deletes an item and has those that it is linked with forget it, in one transaction. (Beyond 99 of them, the others forget
 * it first.)
 * @returns what kept the item from being deleted
 */
export async function deleteLinked(
  state: RecordState,
  links: readonly IdsLink[],
  deletion: TransactionWrite & { kind: 'delete' },
): Promise<RefusedWrite | undefined> {
  await unlinkMany(state, links);
  const { model } = state;
  const key = keyOfRecord(state);
  const gone = new Set<string>([LinkWrites.identity(model, key)]);
  let deletions = [deletion];
  for (;;) {
    const writes = new LinkWrites(gone);
    for (const link of links) await forgetBy(link, state, writes);
    const refused = await writes.send(model, deletions);
    if (refused.length === 0) return undefined;
    for (const one of refused) {
      const identity = LinkWrites.identity(one.model, one.key);
      if (writes.isOptional(identity)) gone.add(identity);
      else if (one.found !== undefined) return { found: one.found, cause: conditionFailed() };
      else deletions = [];
    }
  }
}

async function forgetBy(
  { target, own, inverse }: IdsLink,
  state: RecordState,
  writes: LinkWrites,
): Promise<void> {
  await readyTable(target);
  const key: Item = keyOfRecord(state);
  const id = key[state.model.partitionKey.attribute];
  if (id === undefined || inverse === undefined) return;
  for (const other of idsOf(state, own.attribute)) {
    writes.take(target, keyOfId(target, other), inverse.attribute, [id]);
  }
}

async function unlinkMany(state: RecordState, links: readonly IdsLink[]): Promise<void> {
  let left = MAX_LINKED_ITEMS;
  for (const link of links) {
    const ids = idsOf(state, link.own.attribute);
    const beyond = ids.slice(Math.max(left, 0));
    await unlinkIds(link, state, beyond, { mayBeGone: true });
    left -= Math.min(ids.length, Math.max(left, 0));
  }
}

function conditionFailed(): AutodyneError {
  return new AutodyneError('ConditionFailed', 'the item is not as the deletion asks for');
}
