import type { Compression } from '../../archive/archive-layout.ts';
import type { ItemSpans } from '../../bulk/page-scanner.ts';
import type { LinesFileFacts } from './lines-file.ts';

/** The calls of the writing thread; `file` numbers the data files. */
export type WriterCalls = {
  open: { request: { file: number; path: string; compression: Compression }; response: undefined };
  /** The response is the page's memory, to be used again. */
  write: {
    request: { file: number; body: Uint8Array<ArrayBuffer>; items: ItemSpans };
    response: ArrayBuffer;
  };
  finish: { request: { file: number }; response: LinesFileFacts };
  abort: { request: { file: number }; response: undefined };
};
