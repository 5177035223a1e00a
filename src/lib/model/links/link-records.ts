import { attributeNotExists, type Condition } from '../../items/conditions/condition.ts';
import { type AttributeValue, getAttribute, type Item } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import { MAX_TRANSACTION_ACTIONS } from '../../wire/request-limits.ts';
import { RecordNotSaved, StaleObjectError } from '../errors/model-errors.ts';
import type { RecordState } from '../record/record-state.ts';
import { isOwnItem } from '../tables/model-guard.ts';
import { keyDetails, keyOfRecord, recordKeyText } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import type { IdSet, IdsLink } from './link.ts';
import { LinkWrites, type RefusedLink } from './link-writes.ts';
import { idsOf, keepIds, setOfIds, storedIds, withoutIds } from './stored-ids.ts';

/** Targets that one transaction links: each may have another owner, who forgets it. */
const TARGETS_AT_A_TIME = 45;

/** Ids that one transaction unlinks, an item each, beside the owner's own. */
const MAX_UNLINKED_IDS = MAX_TRANSACTION_ACTIONS - 1;

/** Times that a link is tried again after another writer changed what it depends on. */
const MAX_ATTEMPTS = 20;

/** A record, and its id as others' sets have it. */
interface Linked {
  readonly state: RecordState;
  readonly key: Item;
  readonly id: AttributeValue;
}

/**
 * Links targets to an owner, on both sides in one transaction; whoever was linked in the place of either forgets it in the
 * same. Sets are added to, so that nobody's links are lost. Nothing is loaded.
 * @throws StaleObjectError where the owner or a target is not there any more, RecordNotSaved for a new owner
 */
export async function linkRecords(
  link: IdsLink,
  owner: RecordState,
  targets: readonly RecordState[],
): Promise<void> {
  const from = await linkedOf(owner, link);
  const size = link.inverse === undefined ? Number.POSITIVE_INFINITY : TARGETS_AT_A_TIME;
  for (let start = 0; start < targets.length; start += size) {
    const some: Linked[] = [];
    for (const state of targets.slice(start, start + size)) {
      some.push(await linkedOf(state, link));
    }
    await linkSome(link, from, some);
  }
}

async function linkSome(link: IdsLink, from: Linked, targets: readonly Linked[]): Promise<void> {
  const gone = new Set<string>();
  for (let attempt = 1; ; attempt += 1) {
    const writes = linkWrites(link, from, targets, gone);
    const refused = await writes.send(link.own.model);
    if (refused.length === 0) break;
    for (const one of refused) takeRefused(link, [from, ...targets], writes, one, gone);
    if (attempt === MAX_ATTEMPTS) throw stale(link, refused[0]);
  }
  const { own, inverse } = link;
  const ids = targets.map(({ id }) => id);
  keep(from.state, own, ids);
  for (const { state } of targets) if (inverse !== undefined) keep(state, inverse, [from.id]);
}

function linkWrites(
  { own, inverse, target }: IdsLink,
  from: Linked,
  targets: readonly Linked[],
  gone: ReadonlySet<string>,
): LinkWrites {
  const writes = new LinkWrites(gone);
  const ids = targets.map(({ id }) => id);
  writes.put(own.model, from.key, own.attribute, ...slot(own, from.state, ids));
  if (own.isSingle && inverse !== undefined) {
    for (const id of withoutIds(idsOf(from.state, own.attribute), ids)) {
      writes.take(target, keyOfId(target, id), inverse.attribute, [from.id]);
    }
  }
  for (const { state, key, id } of inverse === undefined ? [] : targets) {
    writes.put(
      inverse?.model ?? target,
      key,
      inverse?.attribute ?? '',
      ...slot(inverse ?? own, state, [from.id]),
    );
    if (inverse?.isSingle !== true) continue;
    for (const other of withoutIds(idsOf(state, inverse.attribute), [from.id])) {
      writes.take(own.model, keyOfId(own.model, other), own.attribute, [id]);
    }
  }
  return writes;
}

/** A set is added to; the place of a single id is taken, if who has it now is the one that is told to forget it. */
function slot(
  { isSingle, attribute }: IdSet,
  state: RecordState,
  ids: readonly AttributeValue[],
): ['set' | 'add', readonly AttributeValue[], Condition[]] {
  if (!isSingle) return ['add', ids, []];
  const known = storedIds(state, attribute);
  const isAsKnown: Condition =
    known === undefined
      ? attributeNotExists(attribute)
      : { path: [attribute], operator: 'eq', operands: [known] };
  return ['set', ids, [isAsKnown]];
}

interface UnlinkOptions {
  /** The records of those that the app has at hand: they follow. */
  readonly states?: readonly RecordState[];
  /** Of the owner: where it is gone, the others forget it all the same. */
  readonly mayBeGone?: boolean;
}

/**
 * Unlinks ids from an owner, on both sides in one transaction for each 99 of them.
 * @throws StaleObjectError where the owner is not there any more
 */
export async function unlinkIds(
  link: IdsLink,
  owner: RecordState,
  ids: readonly AttributeValue[],
  { states = [], mayBeGone = false }: UnlinkOptions = {},
): Promise<void> {
  const from = await linkedOf(owner, link);
  const { own, inverse } = link;
  for (let start = 0; start < ids.length; start += MAX_UNLINKED_IDS) {
    const some = ids.slice(start, start + MAX_UNLINKED_IDS);
    await unlinkSome(link, from, some, mayBeGone);
    forget(owner, own.attribute, some);
  }
  if (inverse === undefined) return;
  for (const state of states) forget(state, inverse.attribute, [from.id]);
}

async function unlinkSome(
  link: IdsLink,
  from: Linked,
  ids: readonly AttributeValue[],
  mayBeGone: boolean,
): Promise<void> {
  const { own, inverse, target } = link;
  const gone = new Set<string>();
  for (;;) {
    const writes = new LinkWrites(gone);
    writes.take(own.model, from.key, own.attribute, ids, mayBeGone);
    for (const id of inverse === undefined ? [] : ids) {
      writes.take(target, keyOfId(target, id), inverse?.attribute ?? '', [from.id]);
    }
    const refused = await writes.send(own.model);
    if (refused.length === 0) return;
    for (const one of refused) takeRefused(link, [from], writes, one, gone);
  }
}

/** Takes over what a refusal says, so that the next attempt knows it. @throws StaleObjectError for what is not there */
function takeRefused(
  link: IdsLink,
  linked: readonly Linked[],
  writes: LinkWrites,
  refused: RefusedLink,
  gone: Set<string>,
): void {
  const identity = LinkWrites.identity(refused.model, refused.key);
  if (writes.isOptional(identity)) {
    gone.add(identity);
    return;
  }
  const { found, model } = refused;
  const one = linked.find(({ state, key }) => LinkWrites.identity(state.model, key) === identity);
  if (one === undefined || found === undefined || !isOwnItem(model, found)) {
    throw stale(link, refused);
  }
  for (const set of [link.own, link.inverse]) {
    if (set?.isSingle) {
      keepIds(one.state, set.attribute, getAttribute(found, set.attribute));
    }
  }
}

function stale(link: IdsLink, refused: RefusedLink | undefined): StaleObjectError {
  const { model, key } = refused ?? { model: link.target, key: {} };
  const isThere = refused?.found !== undefined && isOwnItem(model, refused.found);
  const why = isThere ? 'others change its links all the time' : 'it is not there any more';
  return new StaleObjectError('update', `${model.name} ${recordKeyText(model, key)} was not linked: ${why}`, {
    details: { ...keyDetails(model, key), field: link.own.name },
  });
}

function keep(state: RecordState, { attribute, isSingle }: IdSet, ids: readonly AttributeValue[]): void {
  const known = isSingle ? [] : idsOf(state, attribute);
  const all = [...known, ...ids.filter((id) => !known.some((one) => equalValues(one, id)))];
  keepIds(state, attribute, setOfIds(all));
}

function forget(state: RecordState, attribute: string, ids: readonly AttributeValue[]): void {
  const left = withoutIds(idsOf(state, attribute), ids);
  keepIds(state, attribute, left.length === 0 ? undefined : setOfIds(left));
}

async function linkedOf(state: RecordState, { own, target }: IdsLink): Promise<Linked> {
  checkIsThere(state);
  // The one table's key has a name that is known only then.
  for (const model of [own.model, target, state.model]) await readyTable(model);
  const key = keyOfRecord(state);
  return { state, key, id: key[state.model.partitionKey.attribute] ?? { NULL: true } };
}

/** @throws RecordNotSaved for a record that is not in the table */
export function checkIsThere(state: RecordState): void {
  if (state.isStored && !state.isDestroyed) return;
  const { name } = state.model;
  const why = state.isDestroyed ? 'was deleted' : 'is not in the table yet: save it first';
  throw new RecordNotSaved(`a record of ${name} ${why}`, { details: { model: name } });
}

/** The key of the item that has this id. */
export function keyOfId({ partitionKey }: IdSet['model'], id: AttributeValue): Item {
  return { [partitionKey.attribute]: id };
}
