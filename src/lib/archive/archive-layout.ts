import { posix } from 'node:path';
import { AutodyneError } from '../errors/autodyne-error.ts';

/** The version of `docs/archive-format.md` that this code writes, and the newest that it reads. */
export const FORMAT_VERSION = 1;

/** The files of an archive other than its data files; see `docs/archive-format.md`. */
export const ARCHIVE_FILES = {
  request: 'dump.json',
  table: 'table.json',
  journal: 'manifest-files.json',
  journalChecksum: 'manifest-files.md5',
  summary: 'manifest-summary.json',
  summaryChecksum: 'manifest-summary.md5',
  lock: 'dump.lock',
  data: 'data',
} as const;

/** The suffix of a file that is still being written. */
export const PARTIAL_SUFFIX = '.partial';

export type Compression = 'gzip' | 'zstd' | 'none';

const DATA_FILE_ENDINGS: Readonly<Record<Compression, string>> = {
  gzip: '.json.gz',
  zstd: '.json.zst',
  none: '.json',
};

const OUR_DATA_FILE = /^segment-\d{5,}-\d{5,}\.json(\.gz|\.zst)?(\.partial)?$/;

/** The path, inside the archive, of a segment's data file; `fileNumber` counts from 1 within the segment. */
export function dataFilePath(segment: number, fileNumber: number, compression: Compression): string {
  const digits = (value: number): string => String(value).padStart(5, '0');
  const name = `segment-${digits(segment)}-${digits(fileNumber)}${DATA_FILE_ENDINGS[compression]}`;
  return posix.join(ARCHIVE_FILES.data, name);
}

/** True for a name in `data/` of the form that dumps use, finished or not. */
export function isOurDataFileName(name: string): boolean {
  return OUR_DATA_FILE.test(name);
}

/**
 * The path, inside its folder, of a file that a manifest names: the part after `AWSDynamoDB/<ExportId>/` in an export
 * of AWS's, else the whole.
 * @throws AutodyneError `InvalidInput` for a path that points outside the folder.
 */
export function pathInside(key: string, location: string): string {
  const inside = /(?:^|\/)AWSDynamoDB\/[^/]+\/(.+)$/.exec(key)?.[1] ?? key;
  const parts = inside.split('/');
  const isOutside =
    inside === '' ||
    inside.includes('\\') ||
    inside.includes('\0') ||
    /^[A-Za-z]:/.test(inside) ||
    parts.some((part) => part === '' || part === '.' || part === '..');
  if (isOutside) {
    throw new AutodyneError('InvalidInput', `${location}: "${key}" is not a path inside the dump`, {
      suggestions: ['the dump was changed after autodyne or AWS wrote it: do not trust it'],
    });
  }
  return inside;
}

/** @throws AutodyneError `InvalidInput` when the archive was written by a newer autodyne than can be read here. */
export function checkFormatVersion(formatVersion: number, location: string): void {
  if (formatVersion <= FORMAT_VERSION && formatVersion > 0) return;
  throw new AutodyneError(
    'InvalidInput',
    `${location}: format version ${formatVersion}; this version of autodyne reads versions up to ${FORMAT_VERSION}`,
    { suggestions: ['update autodyne: npm install -g autodyne'] },
  );
}
