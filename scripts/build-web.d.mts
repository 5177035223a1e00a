import type { Metafile } from 'esbuild';

export const MAX_COMPRESSED_BYTES: number;
export function buildWeb(folder?: string): Promise<{ compressedBytes: number; metafile: Metafile }>;
