import { AutodyneError } from '../errors/autodyne-error.ts';
import { countOf, countText } from '../errors/count-text.ts';
import type { ItemSource } from '../sources/open-source.ts';
import type { AdaptiveConcurrency } from './adaptive-concurrency.ts';
import type { CheckpointState, RestoreCounts, RestoreProgress } from './checkpoint-schema.ts';
import { RejectsFile } from './rejects-file.ts';
import {
  type BatchSlots,
  batchOf,
  type ItemBatch,
  type RestoreItem,
  slotsOf,
} from './requests/item-batch.ts';
import type { ReadyBatch } from './requests/request-pack.ts';
import { Watermark } from './requests/watermark.ts';
import type { ItemWriter, RestoreItemsOptions, RestoreOutcome } from './restore-options.ts';
import { isChangedSource, type RestoreStopReason, stoppedRestore } from './stopped-restore.ts';
import { isAboutItems, type WriteBatchOptions, writeBatch } from './write-batch.ts';

/**
 * Writes all items of a source into a table. Each one ends as written, skipped (its key was there, where that is asked
 * for) or rejected (the service refused it: it is in the rejects file, with the reason).
 * @throws AutodyneError `Interrupted` when `signal` fired, `Incomplete` when `maxWriteUnits` are used up, or as reading
 *   and writing fail; the checkpoint records what was done.
 */
export async function restoreItems(
  source: ItemSource,
  options: RestoreItemsOptions,
): Promise<RestoreOutcome> {
  const run = new RestoreRun(source, options);
  await run.begin();
  try {
    await run.writeAll();
  } finally {
    await run.close();
  }
  return run.outcome();
}

/** After a kill, the items written since the last checkpoint are written again. */
const CHECKPOINT_EVERY_MS = 500;

class RestoreRun {
  readonly #source: ItemSource;
  readonly #options: RestoreItemsOptions;
  readonly #marks: Watermark[];
  readonly #counts: RestoreCounts;
  readonly #rejects: RejectsFile;
  readonly #concurrency: AdaptiveConcurrency;
  #madeBatchOptions: WriteBatchOptions | undefined;
  #consumedWriteUnits = 0;
  #repeatedKeys: number | undefined;
  #failure: unknown;
  #checkpointAt = Date.now();
  #isCheckpointing = false;
  /** A checkpoint of this run, or of an earlier one, exists. */
  #isNoted = false;
  #isNotedNoMore = false;
  #checkpointed: Promise<void> = Promise.resolve();

  constructor(source: ItemSource, options: RestoreItemsOptions) {
    const { state } = options;
    this.#source = source;
    this.#options = options;
    this.#marks = source.files.map((_, file) => new Watermark(state?.done[file]));
    this.#counts = { ...(state?.counts ?? { read: 0, written: 0, skipped: 0, rejected: 0 }) };
    this.#rejects = new RejectsFile(state?.rejectsPath ?? options.rejectsPath);
    this.#concurrency = options.concurrency;
  }

  /** Writes the first checkpoint, so that a restore that is killed at once can be resumed. */
  async begin(): Promise<void> {
    const { state } = this.#options;
    this.#isNoted = state !== undefined;
    await this.#note(state?.isSettled);
  }

  async writeAll(): Promise<void> {
    const { reader, reading, isShuffling, key, state, writer } = this.#options;
    if (state?.isSettled === true) return;
    const files = this.#source.files.map((source, file) => ({ source, done: state?.done[file] }));
    const onRepeatedKeys = (count: number | undefined): void => {
      this.#repeatedKeys = count;
    };
    const order = { ...reading, isShuffling, frame: writer.frame, key, onRepeatedKeys };
    try {
      for await (const batches of reader.batches(files, order)) {
        if (!(await this.#beginAll(batches))) break;
      }
    } catch (error) {
      this.#failure ??= error;
    }
    await this.#concurrency.idle();
  }

  /** Writes the last checkpoint, or removes it when the restore is done. */
  async close(): Promise<void> {
    try {
      await this.#rejects.close();
    } catch (error) {
      this.#failure ??= error;
    }
    await this.#checkpointed;
    if (isChangedSource(this.#failure)) {
      // The items recorded as done were read from an earlier version of the file.
      this.#isNoted = false;
      await this.#options.checkpoint?.remove().catch(() => undefined);
      return;
    }
    const isSettled = this.#stopReason() === undefined;
    if (!isSettled || this.#options.isMoreToCome === true) await this.#note(isSettled);
    // A checkpoint that cannot be removed is of a restore that is done: that is no failure.
    else await this.#options.checkpoint?.remove().catch(() => undefined);
  }

  outcome(): RestoreOutcome {
    const { read, written, skipped, rejected } = this.#counts;
    const reason = this.#stopReason();
    if (reason !== undefined) {
      const { facts, resumeCommand } = this.#options;
      const isStdin = this.#source.name === '-';
      // What still differs is found anew, without a checkpoint.
      const isRunAgain = facts.mode === 'differing' && !isStdin;
      const options = { isResumable: this.#isNoted || isRunAgain, isStdin, resumeCommand };
      throw stoppedRestore(reason, this.#failure, this.#progress(), options);
    }
    const { itemCount = read, name } = this.#source;
    if (read !== itemCount) {
      const sums = `${written} written, ${skipped} skipped, ${rejected} rejected`;
      throw new AutodyneError(
        'Incomplete',
        `${name} says ${countOf(itemCount, 'item')}, but ${read === 1 ? '1 was' : `${countText(read)} were`} read: ${sums}`,
      );
    }
    return {
      ...this.#progress(),
      rejectsPath: rejected > 0 ? this.#rejects.path : undefined,
      repeatedKeys: this.#repeatedKeys,
    };
  }

  /** Begins to write each batch once there is a permit; false when the run is to stop. */
  async #beginAll(batches: Iterable<ReadyBatch>): Promise<boolean> {
    const { limiter, signal } = this.#options;
    for (const batch of batches) {
      if (!this.#concurrency.acquireNow()) await this.#concurrency.acquire();
      if (limiter !== undefined) await limiter.ready(signal);
      if (this.#stopReason() !== undefined) {
        this.#concurrency.release();
        return false;
      }
      void this.#write(batch);
    }
    return true;
  }

  async #write(batch: ReadyBatch): Promise<void> {
    const { signal, writer } = this.#options;
    try {
      if (writer.kind === 'put') await writeBatch(batch, this.#batchOptions(writer));
      else await this.#putIfAbsent(batch, writer);
      batch.release();
      this.#concurrency.succeeded();
      this.#options.onProgress?.(this.#progress());
      this.#checkpointSometimes();
    } catch (error) {
      // A request that the signal ends is no failure: it is repeated when the restore is resumed.
      if (!signal?.aborted) this.#failure ??= error;
    } finally {
      this.#concurrency.release();
    }
  }

  async #putIfAbsent(batch: ItemBatch, writer: Extract<ItemWriter, { put: unknown }>): Promise<void> {
    try {
      const { isWritten, consumedWriteUnits } = await writer.put(batch, this.#options.signal);
      this.#spend(consumedWriteUnits);
      this.#settle(isWritten ? 'written' : 'skipped', batch);
    } catch (error) {
      if (!isAboutItems(error)) throw error;
      for (const item of batch.items()) await this.#reject(item, error.message);
    }
  }

  async #reject(item: RestoreItem, reason: string): Promise<void> {
    await this.#rejects.add(item, reason);
    this.#settle('rejected', slotsOf([item]));
  }

  #settle(as: 'written' | 'skipped' | 'rejected', slots: BatchSlots): void {
    this.#counts.read += slots.itemCount;
    this.#counts[as] += slots.itemCount;
    slots.eachSlot((file, index) => this.#marks[file]?.done(index));
  }

  /** The same for all batches, of which there are many. */
  #batchOptions({ frame, send }: Extract<ItemWriter, { send: unknown }>): WriteBatchOptions {
    const { retry, signal } = this.#options;
    this.#madeBatchOptions ??= {
      send,
      batchOf: (items) => batchOf(items, frame),
      retry,
      signal,
      onThrottled: () => this.#throttled(),
      onUnits: (units) => this.#spend(units),
      onWritten: (slots) => this.#settle('written', slots),
      onRejected: (item, reason) => this.#reject(item, reason),
    };
    return this.#madeBatchOptions;
  }

  #throttled(): void {
    this.#concurrency.throttled();
    this.#options.onThrottled?.();
  }

  #spend(units: number): void {
    this.#consumedWriteUnits += units;
    this.#options.limiter?.spend(units);
  }

  #progress(): RestoreProgress {
    const { read, written, skipped, rejected } = this.#counts;
    return { read, written, skipped, rejected, consumedWriteUnits: this.#consumedWriteUnits };
  }

  #state(isSettled = false): CheckpointState {
    return {
      ...this.#options.facts,
      done: this.#marks.map((mark) => mark.state),
      counts: { ...this.#counts },
      isSettled,
      rejectsPath: this.#rejects.path,
    };
  }

  #checkpointSometimes(): void {
    if (this.#options.checkpoint === undefined || this.#isCheckpointing) return;
    if (Date.now() - this.#checkpointAt < CHECKPOINT_EVERY_MS) return;
    this.#isCheckpointing = true;
    this.#checkpointed = this.#note().finally(() => {
      this.#isCheckpointing = false;
      this.#checkpointAt = Date.now();
    });
  }

  /**
   * Writes a checkpoint. Writing items matters more than recording it: a failure is reported once, and the restore goes
   * on. The earlier checkpoint stays: what was done since is repeated after a resumption.
   */
  async #note(isSettled = false): Promise<void> {
    const { checkpoint, onNotNoted } = this.#options;
    if (checkpoint === undefined) return;
    try {
      await checkpoint.write(this.#state(isSettled));
      this.#isNoted = true;
    } catch (error) {
      if (!this.#isNotedNoMore) onNotNoted?.(error, this.#isNoted);
      this.#isNotedNoMore = true;
    }
  }

  #stopReason(): RestoreStopReason | undefined {
    const { signal, maxWriteUnits = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#failure !== undefined) return 'failed';
    if (signal?.aborted) return 'interrupted';
    return this.#consumedWriteUnits >= maxWriteUnits ? 'units spent' : undefined;
  }
}
