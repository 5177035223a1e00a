import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import type { RecordClass } from '../definition/model-definition.ts';
import { runHooks } from '../hooks/run-hooks.ts';
import { withinTransaction } from '../links/open-transaction.ts';
import { newRecord } from '../persist/create-records.ts';
import { deleteRecord, destroyRecord, recordNotDestroyed } from '../persist/delete-record.ts';
import { type GuardedUpdate, updateWrite } from '../persist/guarded-update.ts';
import {
  commitPrepared,
  type PreparedWrite,
  settlePrepared,
  type WriteSink,
} from '../persist/prepared-write.ts';
import { type Attempt, type RefusedWrite, staleItem } from '../persist/refused-write.ts';
import { throwUnlessSaved, trySave } from '../persist/save-record.ts';
import type { GivenBlock, GivenConditions, GivenValues } from '../persist/update-record.ts';
import { counterUpdate, fieldsUpdate, type GivenKey, upsertUpdate } from '../persist/write-by-key.ts';
import { assignValues } from '../record/assign.ts';
import { usedModel } from '../record/prepare-class.ts';
import { stateOf } from '../record/record-core.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import { keyOfGiven } from '../tables/model-key.ts';
import { readyTable } from '../tables/ready-table.ts';
import type { SaveOptions } from '../types/record-types.ts';
import type { WriteTransaction } from '../types/transaction-types.ts';

/** Thrown by an app within a transaction: nothing is written, and nothing is thrown further. */
export class Rollback extends Error {
  constructor(message = 'the transaction was rolled back') {
    super(message);
    this.name = 'Rollback';
  }
}

/**
 * Makes all of some writes, of whatever models, or none: one TransactWriteItems of up to 100 items, those of unique fields
 * among them. Records are marked as saved once it is made. What the function throws keeps everything from being written.
 * @returns what the function does; undefined where it throws {@link Rollback}
 * @throws RecordNotUnique, StaleObjectError, which name the record; AutodyneError `InvalidUsage` beyond the limits, or as
 *   the service fails
 */
export async function transaction<T>(work: (t: WriteTransaction) => Promise<T>): Promise<T | undefined> {
  const collected = new CollectedWrites();
  let result: T;
  try {
    result = await withinTransaction(() => work(collected as unknown as WriteTransaction));
    await collected.commit();
  } catch (error) {
    collected.fail();
    await collected.runHooks('afterRollback');
    if (error instanceof Rollback) return undefined;
    throw error;
  }
  await collected.runHooks('afterCommit');
  return result;
}

/** {@link WriteTransaction}, loosely typed. */
class CollectedWrites {
  readonly #prepared: PreparedWrite[] = [];
  readonly #hooked = new Set<object>();
  #isOpen = true;
  readonly #sink: WriteSink = async (prepared) => {
    if (!this.#isOpen) {
      throw new AutodyneError(
        'InvalidUsage',
        'the transaction is over: await each write within its function',
      );
    }
    this.#prepared.push(prepared);
  };

  async create(
    recordClass: RecordClass,
    input: GivenValues,
    block?: (record: never) => void,
  ): Promise<object> {
    const record = newRecord(recordClass, input, block);
    await this.saveOrThrow(record);
    return record;
  }

  async save(record: object, options: SaveOptions = {}): Promise<boolean> {
    const outcome = await trySave(record, options, [], this.#sink);
    if (outcome === 'saved') this.#hooked.add(record);
    return outcome === 'saved';
  }

  async saveOrThrow(record: object, options: SaveOptions = {}): Promise<void> {
    throwUnlessSaved(record, await trySave(record, options, [], this.#sink));
    this.#hooked.add(record);
  }

  async updateAttributes(record: object, values: GivenValues): Promise<boolean> {
    assignValues(stateOf(record), values);
    return this.save(record);
  }

  async updateAttributesOrThrow(record: object, values: GivenValues): Promise<void> {
    assignValues(stateOf(record), values);
    await this.saveOrThrow(record);
  }

  async updateFields(
    recordClass: RecordClass,
    key: GivenKey,
    changes: GivenValues | GivenBlock,
    conditions: GivenConditions = {},
  ): Promise<void> {
    const model = usedModel(recordClass);
    const updateOf = fieldsUpdate(model, changes, conditions);
    await this.#update(model, key, (found) => ({ update: updateOf(found) }));
  }

  async upsert(
    recordClass: RecordClass,
    key: GivenKey,
    values: GivenValues,
    conditions: GivenConditions = {},
  ): Promise<void> {
    const model = usedModel(recordClass);
    await this.#update(model, key, upsertUpdate(model, values, conditions));
  }

  async inc(recordClass: RecordClass, key: GivenKey, counters: GivenValues): Promise<void> {
    const model = usedModel(recordClass);
    const updateOf = counterUpdate(model, counters, {});
    await this.#update(model, key, (found) => ({ update: updateOf(found) }));
  }

  async delete(what: object, key?: GivenKey): Promise<void> {
    if (typeof what !== 'function') {
      await deleteRecord(what, this.#sink);
      this.#hooked.add(what);
      return;
    }
    const model = usedModel(what as RecordClass);
    const table = await readyTable(model);
    await this.#sink({
      table,
      write: {
        kind: 'delete',
        model,
        tableName: table.tableName,
        key: keyOfGiven(model, key),
        conditions: ownItemConditions(model),
      },
      done: () => undefined,
      refused: () => undefined,
    });
  }

  async destroy(record: object): Promise<boolean> {
    const isDestroyed = await destroyRecord(record, this.#sink);
    if (isDestroyed) this.#hooked.add(record);
    return isDestroyed;
  }

  async destroyOrThrow(record: object): Promise<void> {
    if (!(await this.destroy(record))) throw recordNotDestroyed(record);
  }

  async #update(
    model: Model,
    given: GivenKey,
    updateOf: (key: Item) => { update: GuardedUpdate; refused?(by: RefusedWrite): Error | undefined },
  ): Promise<void> {
    const table = await readyTable(model);
    const key = keyOfGiven(model, given);
    const { update, refused } = updateOf(key);
    await this.#sink({
      table,
      write: updateWrite(model, table.tableName, update),
      done: () => undefined,
      refused: (refusal) => refused?.(refusal) ?? staleItem(model, key, attemptOf(model, update), refusal),
    });
  }

  /** @throws as {@link transaction} does */
  async commit(): Promise<void> {
    this.#isOpen = false;
    const client = this.#prepared[0]?.table.client;
    if (client === undefined) return;
    if (this.#prepared.some(({ table }) => table.client !== client)) {
      throw new AutodyneError('InvalidUsage', 'the models of a transaction go through one client');
    }
    const errors = await commitPrepared(client, this.#prepared);
    const [error] = errors;
    if (error !== undefined) {
      const messages = errors.map(({ message }) => message).join('; ');
      error.message = `nothing of the transaction was written: ${messages}`;
      throw error;
    }
    for (const prepared of this.#prepared) settlePrepared(prepared);
  }

  /** Calls the hooks of the records that were saved or destroyed in it, each once. */
  async runHooks(name: 'afterCommit' | 'afterRollback'): Promise<void> {
    for (const record of this.#hooked) await runHooks(record, stateOf(record).model.definition, name);
  }

  /** Takes back the timestamps and lock versions that records were given for a write. */
  fail(): void {
    this.#isOpen = false;
    for (const prepared of this.#prepared) prepared.failed?.();
  }
}

/** The fields of the app's that an update changes: not `updatedAt`, which it sets by itself. */
function attemptOf(model: Model, { actions, conditions = [] }: GuardedUpdate): Attempt {
  const changed = new Set(actions.map(({ path }) => model.fieldByAttribute.get(String(path[0]))));
  const fields = [...changed].flatMap((field) => field?.name ?? []);
  return { fields: fields.filter((name) => name !== model.updatedAt?.name), conditions };
}
