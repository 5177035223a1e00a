import type { Compression } from '../../lib/archive/archive-layout.ts';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { pathArg, shellQuote } from '../../lib/errors/command-text.ts';
import { isUrl, pathOfFileUrl } from '../../lib/files/url-path.ts';

/** `file` is a single JSON Lines file, `csv` one of CSV. */
export type DumpOutput = 'folder' | 'file' | 'csv' | 'stdout';

const JSON_LINES = /\.(jsonl|ndjson|json)(\.gz|\.zst)?$/i;

const CSV = /\.csv(\.gz|\.zst)?$/i;

/** File name extensions that a dump cannot have: other data formats, archives, other compressions, databases. */
const OTHER_ENDING =
  /\.(csv|tsv|txt|html?|xml|ya?ml|sql|db|sqlite3?|xlsx?|ods|parquet|avro|orc|arrow|feather|ion|cbor|bson|dynamodata|tar|tgz|tbz2?|txz|tzst|zip|7z|rar|gz|zst|bz2|xz|lz4|br|lzma)$/i;

/**
 * The kind of output that `--out` names, by its extension.
 * @throws AutodyneError `InvalidUsage` for a URL, and for a file name of another format
 */
export function dumpOutput(out: string | undefined): DumpOutput {
  if (out === undefined) return 'folder';
  if (out === '-') return 'stdout';
  if (out === '') throw new AutodyneError('InvalidUsage', '--out is empty');
  if (isUrl(out)) throw notOnDisk(out);
  if (JSON_LINES.test(out)) return 'file';
  if (CSV.test(out)) return 'csv';
  const bare = out.replace(/[/\\]+$/, '');
  const [ending] = OTHER_ENDING.exec(bare) ?? JSON_LINES.exec(bare) ?? [];
  if (ending !== undefined) throw otherForm(out, bare, ending);
  return 'folder';
}

/** By extension: `.gz`, `.zst`, else none. */
export function compressionOfName(out: string): Compression {
  if (/\.gz$/i.test(out)) return 'gzip';
  return /\.zst$/i.test(out) ? 'zstd' : 'none';
}

/** @throws AutodyneError `InvalidUsage` if `--out` does not name a folder. */
export function assertNamesFolder(out: string, what: string): void {
  if (dumpOutput(out) === 'folder') return;
  throw new AutodyneError('InvalidUsage', `${what} must be a folder, but ${out} is the name of a file`, {
    suggestions: ['specify a folder: --out DIR'],
  });
}

function notOnDisk(out: string): AutodyneError {
  const isS3 = /^s3:\/\//i.test(out);
  const copy = isS3 ? `aws s3 sync DIR ${shellQuote(out)}` : 'with a tool that supports such URLs';
  const suggestions = /^file:/i.test(out)
    ? [`use a path: --out ${shellQuote(pathOfFileUrl(out))}`]
    : ['dump to a folder: --out DIR', `then copy it there: ${copy}`];
  const message = `--out ${out} is a URL, but a dump is written to a local disk`;
  return new AutodyneError('InvalidUsage', message, { suggestions });
}

function otherForm(out: string, bare: string, ending: string): AutodyneError {
  const stem =
    bare
      .slice(0, -ending.length)
      .replace(JSON_LINES, '')
      .replace(/\.tar$/i, '') || 'dump';
  const option = (path: string): string => `--out ${shellQuote(path)}`;
  const isTable = /\.(csv|tsv)$/i.test(ending);
  const isArchive = /\.(tar|tgz|tbz2?|txz|tzst|zip|7z|rar)$/i.test(ending) || /\.tar\.\w+$/i.test(bare);
  return new AutodyneError(
    'InvalidUsage',
    `--out ${out}: a dump is a folder, a JSON Lines file (.jsonl, .ndjson or .json) or CSV (.csv); files also with .gz or .zst`,
    {
      suggestions: [
        ...(isTable ? [`to dump to a file of CSV: ${option(`${stem}.csv`)}`] : []),
        `to dump to a folder: ${option(stem)}`,
        ...(isArchive
          ? [
              `then archive it: tar -czf ${shellQuote(pathArg(`${stem}.tar.gz`))} ${shellQuote(pathArg(stem))}`,
            ]
          : []),
        `to dump to a file: ${option(`${stem}.jsonl${/\.gz$/i.test(ending) ? '.gz' : ''}`)}`,
      ],
    },
  );
}
