import type { RestoreOutcome } from '../lib/dump/restore/restore-items.ts';
import { type RestoreVerification, verifyRestore } from '../lib/dump/restore/verify-restore.ts';
import { noRepairs, type RepairCounts } from '../lib/dump/sources/element-item.ts';
import type { ItemSource } from '../lib/dump/sources/open-source.ts';
import { EXIT_CODES } from '../lib/errors/autodyne-error.ts';
import { countOf, countText } from '../lib/errors/count-text.ts';
import { tableSchema } from '../lib/items/key-schema.ts';
import { cleanText } from './clean-text.ts';
import { writeStderr } from './output.ts';
import { durationText } from './progress.ts';
import { mendedRestoreCommand } from './resume-command.ts';
import type { RestoreJob } from './run-restore.ts';

/** What `restore --json` prints. */
export interface RestoreResult extends Omit<RestoreOutcome, 'rejectsPath'> {
  tableName: string;
  source: string;
  format: string;
  repairs: RepairCounts;
  rejectsPath: string | null;
  seconds: number;
  verification?: RestoreVerification;
  /** The source says of itself that it is a part only: exit 3. */
  sourceHasMore?: true;
}

/** Says on stderr what a restore came to, verifies it when asked, and sets the exit code. */
export async function endRestore(
  job: RestoreJob,
  outcome: RestoreOutcome,
  seconds: number,
): Promise<RestoreResult> {
  const { source, reading, context, flags } = job;
  const { tableName } = context.settings;
  const { read, written, skipped, rejected, consumedWriteUnits, rejectsPath = null } = outcome;
  writeStderr(
    `read ${countText(read)} = ${countText(written)} written + ${countText(skipped)} skipped + ${countText(rejected)} rejected; ${countOf(consumedWriteUnits, 'write unit')}, ${durationText(seconds)}`,
  );
  repairLines(reading.repairs).forEach(writeStderr);
  if (rejectsPath !== null) {
    writeStderr(`${countOf(rejected, 'item')} refused by the service, with the reasons: ${rejectsPath}`);
    writeStderr(`mend them, then: ${mendedRestoreCommand(rejectsPath, tableName, flags)}`);
    process.exitCode = EXIT_CODES.Incomplete;
  }
  const { repairs } = reading;
  const result = {
    tableName,
    source: source.name,
    format: source.format,
    ...outcome,
    rejectsPath,
    repairs,
    seconds,
  };
  if (!flags.verify) return result;
  const verification = await verifyRestore(context.client, tableName, source, {
    key: tableSchema(job.table).key,
    isExact: job.facts.wasEmpty,
    // Repairs were counted when the items were written.
    reading: { ...reading, repairs: noRepairs() },
  });
  verificationLines(verification, source).forEach(writeStderr);
  if (verification.differenceCount > 0) process.exitCode ??= EXIT_CODES.CheckFailed;
  return { ...result, verification };
}

function repairLines({ bufferObjects, doubleBase64 }: RepairCounts): string[] {
  const lines: string[] = [];
  if (bufferObjects > 0)
    lines.push(`repaired ${countOf(bufferObjects, 'binary value')} that had become Buffer objects`);
  if (doubleBase64 > 0)
    lines.push(`repaired ${countOf(doubleBase64, 'binary value')} that were base64 twice over`);
  return lines;
}

function verificationLines(
  { differences, differenceCount, secondDigest }: RestoreVerification,
  { partialBy }: ItemSource,
): string[] {
  const part = partialBy === undefined ? '' : ` (only a part: ${partialBy.join(' ')})`;
  if (differenceCount === 0)
    return [`verified: the table holds what was restored${part}, content digest ${secondDigest}`];
  const words = {
    'only in the first': 'missing',
    'only in the second': 'not in the source',
    changed: 'changed',
  };
  return [
    ...differences.map(({ kind, key }) => cleanText(`${words[kind]}: ${key}`)),
    `${countOf(differenceCount, 'difference')} between source and table`,
  ];
}
