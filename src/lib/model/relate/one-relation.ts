import { linkRecords, unlinkIds } from '../links/link-records.ts';
import { idsOf } from '../links/stored-ids.ts';
import { saveRecordOrThrow } from '../persist/save-record.ts';
import { type GivenValues, updateAttributesOrThrow } from '../persist/update-record.ts';
import { stateOf } from '../record/record-core.ts';
import { isSameRecord } from '../record/record-life.ts';
import { keyChain } from './key-records.ts';
import { type RelatedOptions, Relation } from './relation.ts';

/** hasOne and belongsTo. Its type for apps is `OneAssociation`. */
export class OneRelation extends Relation {
  /** The record; null where there is none, or it is gone. */
  async get(options: RelatedOptions = {}): Promise<object | null> {
    const { link } = this;
    if (link.kind === 'ids' || link.isOwn) return (await this.loadByIds(options))[0] ?? null;
    const known = options.consistentRead ? undefined : this.known();
    if (known !== undefined) return known[0] ?? null;
    if (!this.owner.isStored) return null;
    const chain = keyChain(this, link);
    return (await (options.consistentRead ? chain.consistent() : chain).first()) as object | null;
  }

  /** Links a record in the place of the one before; null unlinks. Both sides are saved. */
  async set(given: object | null): Promise<void> {
    this.checkMayWrite('set');
    if (given === null) return this.delete();
    this.checkIsTarget(given);
    const { link } = this;
    if (link.kind === 'key' && link.isOwn) {
      await this.saveNew(given);
      const target = stateOf(given);
      const id = (given as Record<string, unknown>)[target.model.partitionKey.name];
      await updateAttributesOrThrow(this.record, { [link.field.name]: id });
    } else if (link.kind === 'key') {
      const ownerId = this.ownerId();
      await this.#clearKeys(given);
      await this.saveKey(link, given, ownerId);
    } else {
      this.ownerId();
      await this.saveNew(given);
      await linkRecords(link, this.owner, [stateOf(given)]);
    }
    this.keepLoaded([given]);
  }

  /** Links a new record once it is saved. */
  async create(input: GivenValues = {}): Promise<object> {
    this.checkMayWrite('create');
    const { link } = this;
    if (link.kind === 'ids' || !link.isOwn) this.ownerId();
    const isTheirs = link.kind === 'key' && !link.isOwn;
    const record = this.buildTarget(isTheirs ? { ...input, [link.field.name]: this.ownerId() } : input);
    if (isTheirs) {
      const before = await keyChain(this, link).all();
      await saveRecordOrThrow(record);
      for (const other of before) await this.saveKey(link, other, null);
      this.keepLoaded([record]);
      return record;
    }
    await saveRecordOrThrow(record);
    await this.set(record);
    return record;
  }

  createOrThrow(input: GivenValues = {}): Promise<object> {
    return this.create(input);
  }

  /** Unlinks on both sides; the record stays. */
  async delete(): Promise<void> {
    this.checkMayWrite('delete');
    const { link } = this;
    if (link.kind === 'key') {
      if (link.isOwn) await updateAttributesOrThrow(this.record, { [link.field.name]: null });
      else await this.#clearKeys(undefined);
    } else {
      this.ownerId();
      const known = this.known() ?? [];
      const states = known.map((record) => stateOf(record));
      await unlinkIds(link, this.owner, idsOf(this.owner, link.own.attribute), { states });
    }
    this.reset();
  }

  /** Takes the owner's key out of all records that have it, but for one. */
  async #clearKeys(kept: object | undefined): Promise<void> {
    const { link } = this;
    if (link.kind !== 'key') return;
    this.ownerId();
    for (const record of await keyChain(this, link).all()) {
      if (kept !== undefined && isSameRecord(stateOf(kept), record)) continue;
      await this.saveKey(link, record, null);
    }
  }
}
