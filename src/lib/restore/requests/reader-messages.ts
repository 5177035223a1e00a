import type { RequestFrame } from '../../bulk/put-requests.ts';
import type { KeySchema } from '../../items/keys/key-schema.ts';
import type { RepairCounts } from '../../sources/element-item.ts';
import type { SourceFile } from '../../sources/read-source-file.ts';
import type { FileToRestore } from './item-blocks.ts';
import type { RequestPack } from './request-pack.ts';

/** The requests to be built from a source. */
export interface RequestOrder {
  frame: RequestFrame;
  isShuffling: boolean;
  isRepairingBinary: boolean;
  /** The key to count repeated items by; they are not counted by default. */
  key?: KeySchema | undefined;
}

/** Requests, and the repairs that were made to their items. */
export type ReadPack = RequestPack & { repairs: RepairCounts };

/** The calls of the reading thread; it reads one source at a time. */
export type ReaderCalls = {
  open: { request: { files: readonly FileToRestore[]; order: RequestOrder }; response: undefined };
  /** `spare` is memory to be used again. The response is `undefined` at the end. */
  next: { request: { spare: ArrayBuffer | undefined }; response: ReadPack | undefined };
  /** Compares a file with its MD5. */
  check: { request: { file: SourceFile }; response: undefined };
  /**
   * The number of items with the same key as an earlier one, when all are read; `undefined` when they were not counted.
   */
  repeatedKeys: { request: undefined; response: number | undefined };
  /** Ends the reading. */
  close: { request: undefined; response: undefined };
};
