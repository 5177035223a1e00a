import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { MAX_TRANSACTION_ACTIONS } from '../../wire/request-limits.ts';
import type { ItemWrite } from '../commit/item-write.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import { associationsOf } from '../record/prepare-class.ts';
import type { RecordState } from '../record/record-state.ts';
import { keyOfRecord } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import { type IdsLink, idsAttribute, linkOf } from './link.ts';
import { keyOfId, unlinkIds } from './link-records.ts';
import { LinkWrites } from './link-writes.ts';
import { idsOf } from './stored-ids.ts';

/** The links of a record that others know too: those of its associations that have an inverse, and ids. */
function linksOfBoth(state: RecordState): IdsLink[] {
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

/** The writes by which those that a record is linked with forget it, to go with its deletion. Each may be gone. */
export async function forgettingWrites(state: RecordState): Promise<ItemWrite[]> {
  const writes = new LinkWrites();
  const links = linksOfBoth(state);
  if (links.length === 0) return [];
  const key = keyOfRecord(state);
  const id = key[state.model.partitionKey.attribute];
  for (const { target, own, inverse } of links) {
    await readyTable(target);
    if (id === undefined || inverse === undefined) continue;
    for (const other of idsOf(state, own.attribute)) {
      writes.take(target, keyOfId(target, other), inverse.attribute, [id]);
    }
  }
  return writes.itemWrites();
}

/** Unlinks what would not fit into the transaction of a record's deletion. */
export async function unlinkBeyondOne(state: RecordState): Promise<void> {
  let left = MAX_TRANSACTION_ACTIONS - 1 - uniqueFieldsOf(state.model).length;
  for (const link of linksOfBoth(state)) {
    const ids = idsOf(state, link.own.attribute);
    await unlinkIds(link, state, ids.slice(left), { mayBeGone: true });
    left -= Math.min(ids.length, left);
  }
}
