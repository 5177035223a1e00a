import { Flags } from '@oclif/core';
import type { Compression } from '../../lib/archive/archive-layout.ts';
import type { CsvWriting } from '../../lib/csv/csv-writer.ts';
import type { DumpOptions } from '../../lib/dump/prepare-dump.ts';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { splitAttributeList } from '../../lib/items/keys/attribute-path.ts';
import { textFlag } from './condition-flags.ts';
import { type CsvOutputFlagValues, csvOutputFlags, csvWriting } from './csv-flags.ts';
import { compressionOfName, dumpOutput } from './dump-output.ts';

/** The flags of `dump` that a resumed dump takes from its folder instead. */
export const dumpFlags = {
  out: Flags.string({
    char: 'o',
    summary:
      'new folder, new JSON Lines file (.jsonl, .ndjson), new CSV file (.csv), or - for stdout (default dumps/TABLE-TIME)',
    helpValue: 'DIR|FILE.jsonl[.gz]|FILE.csv|-',
  }),
  segments: Flags.string({
    summary: 'number of parts of the table; up to 16 are read in parallel',
    helpValue: 'auto|N',
    default: 'auto',
  }),
  'segment-range': Flags.string({
    summary: 'dump only these segments, counted from 0 (see dump merge)',
    helpValue: 'A-B',
    dependsOn: ['segments'],
  }),
  consistent: Flags.boolean({ summary: 'use strongly consistent reads, at twice the cost' }),
  attributes: Flags.string({
    summary: 'attributes to save, separated by commas; must include the key',
    helpValue: 'A,B',
  }),
  where: Flags.string({
    summary: 'save only items that match this condition; the whole table is read and charged',
    helpValue: 'WHERE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  text: textFlag,
  limit: Flags.integer({ summary: 'stop after this many items', helpValue: 'N', min: 1 }),
  'schema-only': Flags.boolean({ summary: 'save the schema only', exclusive: ['data-only'] }),
  'data-only': Flags.boolean({ summary: 'save the items only' }),
  compress: Flags.option({
    summary: 'compression of the data files (zstd requires Node 22.15)',
    options: ['gzip', 'none', 'zstd'] as const,
  })(),
  ...csvOutputFlags,
};

export interface DumpFlagValues extends CsvOutputFlagValues {
  out?: string | undefined;
  segments: string;
  'segment-range'?: string | undefined;
  consistent: boolean;
  attributes?: string | undefined;
  where?: string[] | undefined;
  text: boolean;
  limit?: number | undefined;
  'schema-only': boolean;
  'data-only': boolean;
  compress?: Compression | undefined;
}

/**
 * Refuses flags that have no effect on a dump into one file, or to stdout: no requested option is silently ignored.
 * @throws AutodyneError `InvalidUsage`; as {@link dumpOutput} does
 */
export function assertFitsOutput(flags: DumpFlagValues & { verify: boolean }, isJson: boolean): void {
  const { compress, out, verify } = flags;
  const output = dumpOutput(out);
  if (out === undefined || output === 'folder') return;
  if (output === 'stdout' && isJson)
    throw new AutodyneError('InvalidUsage', '--out - cannot be combined with --json');
  const folder = 'dump to a folder: --out DIR';
  if (verify) {
    throw unfit('--verify requires a folder: a single file has no manifest', folder);
  }
  if (flags['schema-only'])
    throw unfit('--schema-only requires a folder: a JSON Lines file cannot contain a schema', folder);
  if (compress === undefined || compress === compressionOfName(out)) return;
  throw output === 'stdout'
    ? unfit(
        `--compress ${compress} cannot be combined with --out -: output to stdout is not compressed`,
        'compress it in a pipe: | gzip > FILE.jsonl.gz',
      )
    : unfit(
        `--compress ${compress} does not match the file name ${out}`,
        'omit --compress: the end of the file name decides (.gz, .zst, or neither)',
      );
}

function unfit(message: string, suggestion: string): AutodyneError {
  return new AutodyneError('InvalidUsage', message, { suggestions: [suggestion] });
}

/** @throws AutodyneError `InvalidUsage` that names the invalid flag. */
export function dumpOptions(
  flags: DumpFlagValues,
  context: { tableName: string; planUnits: number; toolVersion: string },
): DumpOptions {
  const segmentRange = readRange(flags['segment-range']);
  const totalSegments = readSegments(flags.segments);
  if (segmentRange !== undefined && totalSegments === undefined) {
    throw new AutodyneError(
      'InvalidUsage',
      '--segment-range requires --segments N, with the same N on every machine',
    );
  }
  const { limit, where } = flags;
  return {
    ...context,
    totalSegments,
    segmentRange,
    contents: flags['schema-only'] ? 'schema' : flags['data-only'] ? 'data' : 'all',
    isConsistent: flags.consistent,
    compression: flags.compress ?? (isStreamed(flags.out) ? compressionOfName(flags.out) : 'gzip'),
    attributes: flags.attributes === undefined ? undefined : splitAttributeList(flags.attributes),
    where,
    limit,
  };
}

/** The way in which a dump into CSV is to be written. @throws AutodyneError `InvalidUsage` for a flag that has no effect on the output */
export function dumpCsvWriting(flags: DumpFlagValues): CsvWriting {
  return csvWriting(flags, dumpOutput(flags.out) === 'csv', '--out FILE.csv');
}

/** The dump goes into one file or to stdout, and no folder is created. */
export function isStreamed(out: string | undefined): out is string {
  return dumpOutput(out) !== 'folder';
}

function readSegments(text: string): number | undefined {
  if (text === 'auto') return undefined;
  const segments = Number(text);
  if (Number.isInteger(segments) && segments >= 1 && segments <= 1_000_000) return segments;
  throw new AutodyneError('InvalidUsage', `--segments must be auto or from 1 to 1000000, not "${text}"`);
}

function readRange(text: string | undefined): [number, number] | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+)-(\d+)$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && first <= last) return [first, last];
  throw new AutodyneError('InvalidUsage', `--segment-range must be FIRST-LAST, such as 0-3, not "${text}"`);
}
