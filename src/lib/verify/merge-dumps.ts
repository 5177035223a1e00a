import { join } from 'node:path';
import { ARCHIVE_FILES } from '../archive/archive-layout.ts';
import { readCompleteArchive } from '../archive/complete-archive.ts';
import type { DumpRequest } from '../archive/dump-request.ts';
import type { DumpSummary } from '../archive/dump-summary.ts';
import { type Archive, readIfThere } from '../archive/read-archive.ts';
import { DumpFolder } from '../dump/dump-folder.ts';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText } from '../errors/command-text.ts';
import { invalid } from '../json/json-fields.ts';
import { locateDataFile } from '../sources/data-files.ts';
import { copyDataFile } from './copy-data-file.ts';

/** The facts that all shares of a dump must have in common. */
const COMMON = [
  'tableName',
  'totalSegments',
  'contents',
  'isConsistent',
  'compression',
  'attributes',
  'scan',
  'limit',
] as const;

/**
 * Merges shares that were dumped by segment range into one dump; the shares are left as they are.
 * @throws AutodyneError `InvalidInput` for shares that do not fit each other, overlap, leave a gap, are incomplete or
 *   damaged; `AlreadyExists` when `out` is not an empty or new folder.
 */
export async function mergeDumps(
  folders: readonly string[],
  out: string,
  toolVersion: string,
): Promise<DumpSummary> {
  const shares: Archive[] = [];
  for (const folder of folders) shares.push(await readCompleteArchive(folder));
  shares.sort((a, b) => a.request.firstSegment - b.request.firstSegment);
  const [first] = shares;
  if (first === undefined) throw new AutodyneError('InvalidUsage', 'there is nothing to merge');
  for (const share of shares) assertFits(first, share);
  assertContiguous(shares);
  const request = mergedRequest(first.request, shares, toolVersion);
  const tableJson = (await readIfThere(join(first.folder, ARCHIVE_FILES.table)))?.toString();
  const target = await DumpFolder.create(out, request, tableJson);
  try {
    for (const share of shares) await copyShare(share, target);
    const summary = shares[0]?.summary;
    return await target.finish({
      toolVersion,
      endTime: shares.map((share) => share.summary?.endTime ?? '').reduce((a, b) => (a > b ? a : b)),
      tableArn: summary?.tableArn,
      tableId: summary?.tableId,
    });
  } finally {
    await target.close();
  }
}

function mergedRequest(request: DumpRequest, shares: readonly Archive[], toolVersion: string): DumpRequest {
  return {
    ...request,
    toolVersion,
    startedAt: shares.map((share) => share.request.startedAt).reduce((a, b) => (a < b ? a : b)),
    firstSegment: 0,
    lastSegment: request.totalSegments - 1,
  };
}

async function copyShare(share: Archive, target: DumpFolder): Promise<void> {
  const records = [...share.journal].sort((a, b) => a.segment - b.segment);
  for (const record of records) {
    const file = await locateDataFile(share.folder, record);
    if (file.isUnpacked)
      throw invalid(file.name, 'this file was decompressed after the dump: its checksum cannot be compared');
    await copyDataFile(file, join(target.folder, record.path), record.md5Base64);
    await target.record(record);
  }
}

function assertFits(first: Archive, share: Archive): void {
  for (const field of COMMON) {
    const [one, other] = [first.request[field] ?? null, share.request[field] ?? null];
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    throw new AutodyneError(
      'InvalidInput',
      `${first.folder} and ${share.folder} are not shares of one dump: ${field} is ${JSON.stringify(one)} and ${JSON.stringify(other)}`,
    );
  }
}

function assertContiguous(shares: readonly Archive[]): void {
  let next = 0;
  for (const { folder, request } of shares) {
    const { firstSegment, lastSegment } = request;
    if (firstSegment < next) {
      throw new AutodyneError('InvalidInput', `${folder}: segment ${firstSegment} is in another share too`);
    }
    if (firstSegment > next) throw missing(request, next, firstSegment - 1);
    next = lastSegment + 1;
  }
  const [first] = shares;
  if (first === undefined || next === first.request.totalSegments) return;
  throw missing(first.request, next, first.request.totalSegments - 1);
}

function missing(request: DumpRequest, first: number, last: number): AutodyneError {
  const which = first === last ? `segment ${first} is` : `segments ${first} to ${last} are`;
  return new AutodyneError('InvalidInput', `${which} in none of the shares`, {
    suggestions: [`dump them: ${commandText(...shareText(request, first, last))}`],
  });
}

/** The command that dumps a share which fits those of this request. */
function shareText(request: DumpRequest, first: number, last: number): string[] {
  const { attributes, compression, contents, isConsistent, limit, tableName, totalSegments, where } = request;
  return [
    ...['dump', '--segments', String(totalSegments), '--segment-range', `${first}-${last}`],
    ...(isConsistent ? ['--consistent'] : []),
    ...(attributes === undefined ? [] : ['--attributes', attributes.join(',')]),
    ...(where ?? []).flatMap((condition) => ['--where', condition]),
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
    ...(contents === 'all' ? [] : [`--${contents}-only`]),
    ...(compression === 'gzip' ? [] : ['--compress', compression]),
    ...['--table', tableName],
  ];
}
