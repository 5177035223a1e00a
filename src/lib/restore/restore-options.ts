import type { PutResponse } from '../bulk/bulk-writer.ts';
import type { RequestFrame } from '../bulk/put-requests.ts';
import type { RetryPolicy } from '../client/retry-policy.ts';
import type { KeySchema } from '../items/keys/key-schema.ts';
import type { ReadOptions } from '../sources/read-source-file.ts';
import type { UnitLimiter } from '../usage/unit-limiter.ts';
import type { AdaptiveConcurrency } from './adaptive-concurrency.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckpointState, RestoreFacts, RestoreProgress } from './checkpoint-schema.ts';
import type { ItemBatch } from './requests/item-batch.ts';
import type { ReaderThread } from './requests/reader-thread.ts';
import type { SendBatch } from './write-batch.ts';

/** Writes all items, or only those whose key the table does not have. */
export type ItemWriter =
  | { kind: 'put'; frame: RequestFrame; send: SendBatch }
  | {
      kind: 'put if absent';
      frame: RequestFrame;
      /** @param batch of one item */
      put(batch: ItemBatch, signal?: AbortSignal): Promise<PutResponse>;
    };

export interface RestoreItemsOptions {
  writer: ItemWriter;
  retry: RetryPolicy;
  reader: ReaderThread;
  reading: ReadOptions;
  /** The key to count repeated items by; they are not counted by default. */
  key?: KeySchema | undefined;
  /** Requests at once. */
  concurrency: AdaptiveConcurrency;
  isShuffling: boolean;
  limiter?: UnitLimiter | undefined;
  /** Stops once this run has consumed this many write units. */
  maxWriteUnits?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Not given for a source that cannot be read again. */
  checkpoint?: Checkpoint | undefined;
  facts: RestoreFacts;
  /** The state of an earlier run. */
  state?: CheckpointState | undefined;
  /** Work follows after the items (indexes, a comparison): the checkpoint is kept, and the caller removes it. */
  isMoreToCome?: boolean | undefined;
  /** The command with which a person resumes. */
  resumeCommand?: string | undefined;
  rejectsPath: string;
  /** Called once, with the reason, when a checkpoint cannot be written; the restore goes on. */
  onNotNoted?: ((failure: unknown, isBegun: boolean) => void) | undefined;
  onThrottled?: (() => void) | undefined;
  onProgress?: ((progress: Readonly<RestoreProgress>) => void) | undefined;
}

export interface RestoreOutcome extends RestoreProgress {
  /** The file of rejected items, if there are any. */
  rejectsPath: string | undefined;
  /**
   * Items whose key an earlier one has: it is not certain which of them is kept. `undefined` when they were not
   * counted.
   */
  repeatedKeys: number | undefined;
}
