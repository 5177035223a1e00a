import type { RepairCounts } from './sources/element-item.ts';
import type { SourceFile } from './sources/read-source-file.ts';

/** Items on their way between threads: their bytes one after the other. */
export interface PackedItems {
  memory: ArrayBuffer;
  /** Of a Uint32Array: where each item ends in {@link memory}, and the line that it begins on. */
  places: ArrayBuffer;
  /** What was put right in these items. */
  repairs: RepairCounts;
}

/** What the reading thread is asked; `file` numbers the files that are open. */
export type ReaderCalls = {
  open: { request: { file: number; source: SourceFile; isRepairingBinary: boolean }; answer: undefined };
  /** `spare` is memory to be used again. Is answered with nothing at the file's end, which closes it. */
  next: { request: { file: number; spare: ArrayBuffer | undefined }; answer: PackedItems | undefined };
  /** Compares them with their MD5. */
  check: { request: { sources: readonly SourceFile[] }; answer: undefined };
  close: { request: { file: number }; answer: undefined };
};
