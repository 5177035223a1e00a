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

/** How items get into the table: all of them, or only those whose key is not there. */
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
  /** Reads the source. */
  reader: ReaderThread;
  reading: ReadOptions;
  /** Count the items whose key an earlier one has, by this one; not, unless told. */
  key?: KeySchema | undefined;
  /** Requests at once. */
  concurrency: AdaptiveConcurrency;
  isShuffling: boolean;
  limiter?: UnitLimiter | undefined;
  /** Stops once this run has consumed so many write units. */
  maxWriteUnits?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Where to note how far it is; nowhere for a source that cannot be read again. */
  checkpoint?: Checkpoint | undefined;
  facts: RestoreFacts;
  /** How far an earlier run came. */
  state?: CheckpointState | undefined;
  /** Whether something comes after the items, for which the checkpoint is kept: whoever does it removes it then. */
  isMoreToCome?: boolean | undefined;
  /** What a person types to go on. */
  resumeCommand?: string | undefined;
  rejectsPath: string;
  /** Takes why it cannot be noted how far the restore is, once; the restore goes on. */
  onNotNoted?: ((failure: unknown, isBegun: boolean) => void) | undefined;
  onThrottled?: (() => void) | undefined;
  onProgress?: ((progress: Readonly<RestoreProgress>) => void) | undefined;
}

export interface RestoreOutcome extends RestoreProgress {
  /** Where the rejected items are, if there are any. */
  rejectsPath: string | undefined;
  /** Items whose key an earlier one has: it is not certain which of them is kept. Undefined when they were not counted. */
  repeatedKeys: number | undefined;
}
