import { AutodyneError } from '../../errors/autodyne-error.ts';
import { toPlainJsonValueText } from '../../items/json/plain-json-text.ts';
import { mapInOrder } from '../../threads/map-in-order.ts';
import type { Model } from '../definition/model.ts';
import { findRecords } from '../find/find-records.ts';
import { castValue, dumpValue } from '../record/attributes.ts';
import { isRecord, stateOf } from '../record/record-core.ts';
import { keyChain } from './key-records.ts';
import { Relation } from './relation.ts';

/** Queries under way at a time. */
const CONCURRENCY = 8;

/**
 * Reads associations of many records at once, so that reading them of each asks for nothing more: by BatchGetItem, each
 * target once, where ids or the records' own foreign keys lead to them; else one query for each record, several at a time.
 * @throws AutodyneError `InvalidValue` for what is no association of a record
 */
export async function preloadRelations(records: readonly object[], names: readonly string[]): Promise<void> {
  for (const name of names) {
    const relations = records.map((record) => relationOf(record, name));
    const byQuery = relations.filter(({ link }) => link.kind === 'key' && !link.isOwn);
    for await (const _ of mapInOrder(byQuery, preloadByQuery, CONCURRENCY));
    const byIds = relations.filter(({ link }) => link.kind === 'ids' || link.isOwn);
    await preloadByIds(byIds);
  }
}

async function preloadByQuery(relation: Relation): Promise<void> {
  const { link, owner } = relation;
  if (link.kind !== 'key') return;
  relation.keepLoaded(owner.isStored ? await keyChain(relation, link).all() : []);
}

async function preloadByIds(relations: readonly Relation[]): Promise<void> {
  const targets = new Map<Model, Relation[]>();
  for (const relation of relations) {
    const { target } = relation.link;
    targets.set(target, [...(targets.get(target) ?? []), relation]);
  }
  for (const [target, some] of targets) {
    const ids = new Map<string, unknown>();
    for (const id of some.flatMap((relation) => relation.ids())) ids.set(identity(target, id), id);
    const found = new Map<string, object>();
    for (const record of await findRecords(target, [...ids.values()], { raiseError: false })) {
      found.set(identity(target, (record as Record<string, unknown>)[target.partitionKey.name]), record);
    }
    for (const relation of some) {
      relation.keepLoaded(relation.ids().flatMap((id) => found.get(identity(target, id)) ?? []));
    }
  }
}

function identity(target: Model, id: unknown): string {
  const { partitionKey } = target;
  return toPlainJsonValueText(
    dumpValue(target, partitionKey, castValue(target, partitionKey, id)) ?? { NULL: true },
  );
}

function relationOf(record: object, name: string): Relation {
  if (!isRecord(record)) throw new AutodyneError('InvalidValue', 'preload takes records of models');
  const relation = (record as Record<string, unknown>)[name];
  if (relation instanceof Relation) return relation;
  const { name: model } = stateOf(record).model;
  throw new AutodyneError('InvalidValue', `${model} has no association "${name}"`, {
    details: { model, field: name },
  });
}
