import type { RequestFrame } from '../../bulk/put-requests.ts';
import type { KeySchema } from '../../items/keys/key-schema.ts';
import type { RepairCounts } from '../../sources/element-item.ts';
import type { SourceFile } from '../../sources/read-source-file.ts';
import type { FileToRestore } from './item-blocks.ts';
import type { RequestPack } from './request-pack.ts';

/** What is to be made of a source. */
export interface RequestOrder {
  /** What makes requests of items. */
  frame: RequestFrame;
  isShuffling: boolean;
  isRepairingBinary: boolean;
  /** Count the items whose key an earlier one has; not, unless told. */
  key?: KeySchema | undefined;
}

/** Requests, and what was put right in their items. */
export type ReadPack = RequestPack & { repairs: RepairCounts };

/** What the reading thread is asked; it reads one source at a time. */
export type ReaderCalls = {
  open: { request: { files: readonly FileToRestore[]; order: RequestOrder }; response: undefined };
  /** `spare` is memory to be used again. Is answered with nothing at the end. */
  next: { request: { spare: ArrayBuffer | undefined }; response: ReadPack | undefined };
  /** Compares a file with its MD5. */
  check: { request: { file: SourceFile }; response: undefined };
  /** How many items have the same key as an earlier one, once all were read; undefined when they were not counted. */
  repeatedKeys: { request: undefined; response: number | undefined };
  /** Ends the reading. */
  close: { request: undefined; response: undefined };
};
