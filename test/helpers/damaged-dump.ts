import { createHash } from 'node:crypto';
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { temporaryFolder } from './temporary-folder.ts';

/** A copy of a dump, to be damaged; it is there for the running test only. */
export async function copyOfDump(dump: string): Promise<string> {
  const copy = join(await temporaryFolder(), 'dump');
  await cp(dump, copy, { recursive: true });
  return copy;
}

/** The paths of a dump's data files, in the order of their names. */
export async function dataFiles(dump: string): Promise<string[]> {
  return (await readdir(join(dump, 'data'))).sort().map((name) => join(dump, 'data', name));
}

/** Flips one bit of a file. */
export async function flipBit(path: string, bit: number): Promise<void> {
  const bytes = await readFile(path);
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
  await writeFile(path, bytes);
}

/** Changes the lines of a data file, and nothing else: its checksum and counts are those of the lines before. */
export async function changeLines(path: string, change: (lines: string[]) => string[]): Promise<void> {
  const isGzip = path.endsWith('.gz');
  const bytes = await readFile(path);
  const lines = (isGzip ? gunzipSync(bytes) : bytes).toString().trimEnd().split('\n');
  const changed = Buffer.from(
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
  await writeFile(path, isGzip ? gzipSync(changed) : changed);
}

type Fields = Record<string, unknown>;

/**
 * Makes manifests say what the data files are, as someone would who changes a dump on purpose: `change` may then say
 * something else of each data file, or of the whole.
 */
export async function sealDump(
  dump: string,
  change: { record?: (record: Fields) => Fields; summary?: (summary: Fields) => Fields } = {},
): Promise<void> {
  const journalPath = join(dump, 'manifest-files.json');
  const summaryPath = join(dump, 'manifest-summary.json');
  const records: Fields[] = [];
  for (const line of (await readFile(journalPath, 'utf8')).trimEnd().split('\n')) {
    const record = JSON.parse(line) as Fields;
    const bytes = await readFile(join(dump, String(record['dataFileS3Key'])));
    const sealed = { ...record, md5Checksum: md5(bytes), sizeBytes: bytes.length };
    records.push(change.record?.(sealed) ?? sealed);
  }
  const sum = (name: string): number => records.reduce((total, record) => total + Number(record[name]), 0);
  const summary = JSON.parse(await readFile(summaryPath, 'utf8')) as Fields;
  const sealed = { ...summary, itemCount: sum('itemCount'), sizeBytes: sum('sizeBytes') };
  await writeManifest(journalPath, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await writeManifest(summaryPath, `${JSON.stringify(change.summary?.(sealed) ?? sealed, null, 2)}\n`);
}

async function writeManifest(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await writeFile(path.replace(/\.json$/, '.md5'), md5(text));
}

function md5(bytes: Buffer | string): string {
  return createHash('md5').update(bytes).digest('base64');
}

export async function bitCount(path: string): Promise<number> {
  return (await stat(path)).size * 8;
}
