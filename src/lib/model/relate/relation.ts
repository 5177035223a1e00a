import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { Model } from '../definition/model.ts';
import { baseOf, type RecordClass } from '../definition/model-definition.ts';
import { classOver } from '../definition/resolve-model.ts';
import { findRecords } from '../find/find-records.ts';
import { type IdsLink, type KeyLink, type Link, linkOf } from '../links/link.ts';
import { checkIsThere } from '../links/link-records.ts';
import { refuseWithinTransaction } from '../links/open-transaction.ts';
import { elementsOf, storedIds } from '../links/stored-ids.ts';
import { newRecord } from '../persist/create-records.ts';
import { saveRecordOrThrow } from '../persist/save-record.ts';
import { type GivenValues, updateAttributesOrThrow } from '../persist/update-record.ts';
import { AssociationDeclaration } from '../record/association.ts';
import { dumpValue, loadValue, readValue } from '../record/attributes.ts';
import { isRecord, stateOf } from '../record/record-core.ts';
import { isNew } from '../record/record-life.ts';

/** Options of reading an association. */
export interface RelatedOptions {
  consistentRead?: boolean;
}

/** What associations of one and of many records have in common: where they are kept, and what was loaded. */
export abstract class Relation extends AssociationDeclaration {
  #link: Link | undefined;
  /** The records as they were loaded for this set of ids, or this value of a foreign key; dropped where it is another one. */
  #loaded: { readonly of: unknown; readonly records: object[] } | undefined;

  get link(): Link {
    this.#link ??= linkOf(this.owner.model, this);
    return this.#link;
  }

  /** Forgets what was loaded. */
  reset(): void {
    this.#loaded = undefined;
  }

  /** Keeps records as those of this association, as it is now. */
  keepLoaded(records: readonly object[]): void {
    this.#loaded = { of: this.#source(), records: [...records] };
  }

  /** The loaded records if they are still those of the association, but for records deleted since. */
  protected known(): object[] | undefined {
    if (this.#loaded === undefined || this.#loaded.of !== this.#source()) return undefined;
    return this.#loaded.records.filter((record) => !stateOf(record).isDestroyed);
  }

  /** The ids of what a set, or a foreign key of the owner's, leads to, as the target's class takes them. */
  ids(): unknown[] {
    const { link, owner } = this;
    if (link.kind === 'ids') {
      const { target, own } = link;
      return elementsOf(storedIds(owner, own.attribute)).map((id) =>
        loadValue(target, target.partitionKey, id),
      );
    }
    const value = link.isOwn ? readValue(owner, link.field.position) : null;
    return value === null ? [] : [value];
  }

  /** BatchGetItem of what the ids lead to; ids of records that are gone are passed over. */
  protected async loadByIds({ consistentRead = false }: RelatedOptions = {}): Promise<object[]> {
    const known = consistentRead ? undefined : this.known();
    if (known !== undefined) return known;
    const of = this.#source();
    const records = await findRecords(this.link.target, this.ids(), { raiseError: false, consistentRead });
    this.#loaded = { of, records };
    return [...records];
  }

  #source(): unknown {
    const { link, owner } = this;
    if (link.kind === 'ids') return storedIds(owner, link.own.attribute);
    return link.isOwn ? readValue(owner, link.field.position) : owner;
  }

  /** For what writes. @throws AutodyneError `InvalidUsage` within a transaction */
  protected checkMayWrite(method: string): void {
    refuseWithinTransaction(`${this.owner.model.name}.${this.name}`, method, this.link);
  }

  /** The owner's key, as a foreign key has it. */
  protected ownerId(): unknown {
    checkIsThere(this.owner);
    return readValue(this.owner, this.owner.model.partitionKey.position);
  }

  /** True if the record's foreign key is the owner's key. */
  protected hasOwnersKey({ field, target }: KeyLink, record: object): boolean {
    const { model } = this.owner;
    const theirs = dumpValue(target, field, readValue(stateOf(record), fieldPosition(record, field.name)));
    const own = dumpValue(target, field, readValue(this.owner, model.partitionKey.position));
    return theirs !== undefined && own !== undefined && equalValues(theirs, own);
  }

  /** Gives a record of the target this foreign key, and saves it. */
  protected async saveKey({ field }: KeyLink, record: object, value: unknown): Promise<void> {
    await updateAttributesOrThrow(record, { [field.name]: value });
  }

  /** @throws AutodyneError `InvalidValue` for what is no record of the target */
  protected checkIsTarget(record: unknown): asserts record is object {
    const { target } = this.link;
    const isTarget =
      isRecord(record) && baseOf(stateOf(record).model.definition) === baseOf(target.definition);
    if (isTarget) return;
    const { name } = this.owner.model;
    const given = isRecord(record) ? `a record of ${stateOf(record).model.name}` : typeof record;
    throw new AutodyneError(
      'InvalidValue',
      `${name}.${this.name} takes records of ${target.name}, not ${given}`,
      {
        details: { model: name, field: this.name },
      },
    );
  }

  /** A record that is not in the table yet cannot be led to. */
  protected async saveNew(record: object): Promise<void> {
    if (isNew(stateOf(record))) await saveRecordOrThrow(record);
  }

  /** A new record of the target, which is not linked. */
  protected buildTarget(input: GivenValues): object {
    const { client } = this.owner.model;
    const recordClass: RecordClass = this.targetClass;
    return newRecord(client === undefined ? recordClass : classOver(recordClass, client), input);
  }
}

/** The id of a record, as others' sets have it. */
export function idOf(link: IdsLink, record: object): AttributeValue {
  const { target }: { target: Model } = link;
  const state = stateOf(record);
  const id = dumpValue(target, target.partitionKey, readValue(state, state.model.partitionKey.position));
  return id ?? { NULL: true };
}

function fieldPosition(record: object, name: string): number {
  return stateOf(record).model.fieldByName.get(name)?.position ?? 0;
}
