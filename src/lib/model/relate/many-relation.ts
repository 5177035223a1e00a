import type { AttributeValue } from '../../items/values/attribute-value.ts';
import type { RecordChain } from '../find/record-chain.ts';
import { linkRecords, unlinkIds } from '../links/link-records.ts';
import { elementsOf, hasId, idsOf, storedIds } from '../links/stored-ids.ts';
import { deleteRecord, destroyRecord } from '../persist/delete-record.ts';
import { saveRecordOrThrow } from '../persist/save-record.ts';
import type { GivenValues } from '../persist/update-record.ts';
import { stateOf } from '../record/record-core.ts';
import { keyChain } from './key-records.ts';
import { RelatedRecords } from './related-records.ts';
import { idOf, type RelatedOptions, Relation } from './relation.ts';

type OneOrMany = object | readonly object[];

/** hasMany and hasAndBelongsToMany. Its type for apps is `ManyAssociation`. */
export class ManyRelation extends Relation implements AsyncIterable<object> {
  async all(options: RelatedOptions = {}): Promise<object[]> {
    if (this.link.kind === 'ids') return this.loadByIds(options);
    const known = options.consistentRead ? undefined : this.known();
    if (known !== undefined) return known;
    if (!this.owner.isStored) return [];
    const chain = keyChain(this, this.link);
    return (options.consistentRead ? chain.consistent() : chain).all();
  }

  where(conditions: GivenValues = {}): RecordChain | RelatedRecords {
    return this.#query().where(conditions);
  }

  async first(count?: number): Promise<object | object[] | null> {
    return this.#query().first(count);
  }

  async last(): Promise<object | null> {
    return this.#query().last();
  }

  async size(): Promise<number> {
    return this.#query().count();
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.#query().exists());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<object, void> {
    yield* this.#query();
  }

  async each(visit: (record: never) => unknown): Promise<void> {
    for await (const record of this) await visit(record as never);
  }

  async includes(record: object): Promise<boolean> {
    this.checkIsTarget(record);
    if (stateOf(record).isDestroyed) return false;
    const { link } = this;
    if (link.kind === 'key') return stateOf(record).isStored && this.hasOwnersKey(link, record);
    return hasId(idsOf(this.owner, link.own.attribute), idOf(link, record));
  }

  async add(given: OneOrMany): Promise<void> {
    this.checkMayWrite('add');
    const records = this.#targets(given);
    const { link } = this;
    const ownerId = this.ownerId();
    if (link.kind === 'key') {
      for (const record of records) await this.saveKey(link, record, ownerId);
    } else {
      for (const record of records) await this.saveNew(record);
      await linkRecords(
        link,
        this.owner,
        records.map((record) => stateOf(record)),
      );
    }
    this.reset();
  }

  /** Unlinks records, and deletes none. */
  async remove(given: OneOrMany): Promise<void> {
    this.checkMayWrite('remove');
    const records = this.#targets(given);
    const { link } = this;
    this.ownerId();
    if (link.kind === 'key') {
      for (const record of records) {
        if (this.hasOwnersKey(link, record)) await this.saveKey(link, record, null);
      }
    } else {
      const states = records.map((record) => stateOf(record));
      const ids = records.map((record) => idOf(link, record));
      await unlinkIds(link, this.owner, ids, { states });
    }
    this.reset();
  }

  /** Links a new record once it is saved. */
  async create(input: GivenValues = {}): Promise<object> {
    this.checkMayWrite('create');
    const { link } = this;
    const ownerId = this.ownerId();
    const record = this.buildTarget(link.kind === 'key' ? { ...input, [link.field.name]: ownerId } : input);
    await saveRecordOrThrow(record);
    if (link.kind === 'ids') await linkRecords(link, this.owner, [stateOf(record)]);
    this.reset();
    return record;
  }

  createOrThrow(input: GivenValues = {}): Promise<object> {
    return this.create(input);
  }

  /** Links these, and none but these; null for none. */
  async replace(given: OneOrMany | null): Promise<void> {
    this.checkMayWrite('replace');
    const records = this.#targets(given ?? []);
    const { link } = this;
    this.ownerId();
    if (link.kind === 'key') {
      const others = (await keyChain(this, link).all()).filter(
        (current) => !records.some((record) => stateOf(record).isStored && isSame(record, current)),
      );
      await this.remove(others);
    } else {
      const kept = records.map((record) => idOf(link, record));
      const ids = elementsOf(storedIds(this.owner, link.own.attribute));
      await unlinkIds(
        link,
        this.owner,
        ids.filter((id) => !hasId(kept, id)),
      );
    }
    await this.add(records);
  }

  /** Deletes the records, without hooks; how many. */
  async deleteAll(): Promise<number> {
    this.checkMayWrite('deleteAll');
    const { link } = this;
    this.ownerId();
    this.reset();
    if (link.kind === 'key') return keyChain(this, link).deleteAll();
    return this.#deleteEach(async (record) => {
      await deleteRecord(record);
      return true;
    });
  }

  /** Destroys the records, each with its hooks; how many. One that a hook keeps stays linked. */
  async destroyAll(): Promise<number> {
    this.checkMayWrite('destroyAll');
    this.ownerId();
    this.reset();
    return this.#deleteEach(destroyRecord);
  }

  async #deleteEach(remove: (record: object) => Promise<boolean>): Promise<number> {
    const { link, owner } = this;
    const ids = link.kind === 'ids' ? idsOf(owner, link.own.attribute) : [];
    const kept: AttributeValue[] = [];
    let count = 0;
    for (const record of await this.all({ consistentRead: link.kind === 'ids' })) {
      if (await remove(record)) count += 1;
      else if (link.kind === 'ids') kept.push(idOf(link, record));
    }
    if (link.kind === 'ids') {
      await unlinkIds(
        link,
        owner,
        ids.filter((id) => !hasId(kept, id)),
      );
    }
    this.reset();
    return count;
  }

  #query(): RecordChain | RelatedRecords {
    const { link } = this;
    const isByKey = link.kind === 'key' && this.known() === undefined && this.owner.isStored;
    if (isByKey) return keyChain(this, link);
    return new RelatedRecords(link.target, () => this.all());
  }

  #targets(given: OneOrMany): object[] {
    const records: unknown[] = Array.isArray(given) ? [...new Set(given)] : [given];
    return records.map((record) => {
      this.checkIsTarget(record);
      return record;
    });
  }
}

function isSame(record: object, other: object): boolean {
  return (record as { isSameRecord(other: object): boolean }).isSameRecord(other);
}
