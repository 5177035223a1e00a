import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import { commandText, pathArg } from '../../lib/errors/command-text.ts';
import { countOf, countText } from '../../lib/errors/count-text.ts';
import { durationText } from '../../lib/errors/duration-text.ts';
import { tableSchema } from '../../lib/items/keys/key-schema.ts';
import type { RestoreOutcome } from '../../lib/restore/restore-options.ts';
import { isMoreToCome } from '../../lib/restore/restore-rules.ts';
import { type RestoreVerification, verifyRestore } from '../../lib/restore/verify-restore.ts';
import { noRepairs, type RepairCounts } from '../../lib/sources/element-item.ts';
import type { ItemSource } from '../../lib/sources/open-source.ts';
import { cleanText } from '../render/clean-text.ts';
import { repeatedKeysNote, repeatedKeysText, uncomparedLines } from '../render/notes/comparison-notes.ts';
import { writeStderr } from '../render/output.ts';
import type { RestoreResult } from '../results/dump-results.ts';
import { afterItemsFailed, finishTable } from './finish-table.ts';
import { mendedRestoreCommand } from './resume-command.ts';
import type { RestoreJob } from './run-restore.ts';

/**
 * Prints the result of a restore on stderr, runs the steps after the items (indexes, verification, settings of the table),
 * and sets the exit code.
 * @param makeIndexes creates the indexes of the job
 * @param consumedReadUnits of finding what differs, with that mode
 * @throws AutodyneError `Incomplete` when one of these steps fails, with the outcome and what is left to do.
 */
export async function endRestore(
  job: RestoreJob,
  outcome: RestoreOutcome,
  seconds: number,
  makeIndexes: () => Promise<unknown>,
  consumedReadUnits?: number,
): Promise<RestoreResult> {
  const { source, reading, context, flags } = job;
  const { tableName } = context.settings;
  const { rejected, rejectsPath = null } = outcome;
  writeStderr(outcomeLine(outcome, seconds, consumedReadUnits));
  const repeated = repeatedKeysNote(
    source.name === '-' ? 'standard input' : source.name,
    outcome.repeatedKeys,
  );
  if (repeated !== undefined) writeStderr(repeated);
  repairLines(reading.repairs).forEach(writeStderr);
  if (rejectsPath !== null) {
    writeStderr(`${countOf(rejected, 'item')} refused by the service; for the reasons, see ${rejectsPath}`);
    writeStderr(`fix them, then run: ${mendedRestoreCommand(rejectsPath, tableName, flags)}`);
    process.exitCode = EXIT_CODES.Incomplete;
  }
  const { repairs } = reading;
  const result: RestoreResult = {
    tableName,
    source: source.name,
    format: source.format,
    ...outcome,
    rejectsPath,
    repeatedKeys: job.repeatedKeys ?? outcome.repeatedKeys ?? null,
    repairs,
    seconds,
    ...(consumedReadUnits !== undefined && { consumedReadUnits }),
  };
  try {
    if (job.indexChanges.length > 0) await makeIndexes();
    if (job.flags.verify) result.verification = await verified(job);
    const created = await finishTable(job, writeStderr);
    if (created !== undefined) result.created = created;
  } catch (error) {
    throw await afterItemsFailed(job, outcome, error);
  }
  if (isMoreToCome(job.flags)) await job.checkpoint?.remove();
  return result;
}

async function verified({
  context,
  source,
  table,
  facts,
  reading,
}: RestoreJob): Promise<RestoreVerification> {
  const verification = await verifyRestore(context.client, context.settings.tableName, source, {
    key: tableSchema(table).key,
    isExact: facts.wasEmpty,
    // Repairs were counted when the items were written.
    reading: { ...reading, repairs: noRepairs() },
  });
  verificationLines(verification, source).forEach(writeStderr);
  if (verification.uncomparedCount > 0) process.exitCode = EXIT_CODES.Incomplete;
  // A Scan returns no key twice, so such a dump was changed, and its checksums too.
  const { firstRepeatedKeys } = verification;
  const isOddDump = source.format === 'autodyne dump' && firstRepeatedKeys > 0;
  if (isOddDump) {
    const verify = commandText('dump', 'verify', pathArg(source.name));
    writeStderr(`the dump: ${repeatedKeysText(firstRepeatedKeys)}; for details: ${verify}`);
  }
  if (verification.differenceCount > 0 || isOddDump) process.exitCode ??= EXIT_CODES.CheckFailed;
  return verification;
}

function outcomeLine(outcome: RestoreOutcome, seconds: number, readUnits?: number): string {
  const { read, written, skipped, rejected, consumedWriteUnits } = outcome;
  const sums = `read ${countText(read)} = ${countText(written)} written + ${countText(skipped)} skipped + ${countText(rejected)} rejected`;
  const reads = readUnits === undefined ? '' : `${countOf(readUnits, 'read unit')}, `;
  return `${sums}; ${reads}${countOf(consumedWriteUnits, 'write unit')}, ${durationText(seconds)}`;
}

function repairLines({ bufferObjects, doubleBase64 }: RepairCounts): string[] {
  const lines: string[] = [];
  if (bufferObjects > 0)
    lines.push(`repaired ${countOf(bufferObjects, 'binary value')} stored as Buffer objects`);
  if (doubleBase64 > 0)
    lines.push(`repaired ${countOf(doubleBase64, 'binary value')} encoded in base64 twice`);
  return lines;
}

function verificationLines(verification: RestoreVerification, { partialBy }: ItemSource): string[] {
  const { differences, differenceCount, secondDigest, uncomparedCount } = verification;
  const uncompared = uncomparedLines(verification);
  if (differenceCount === 0) {
    const part = partialBy === undefined ? '' : ` (partial: ${partialBy.join(' ')})`;
    const held = `verified: the table contains all restored items${part}`;
    return uncomparedCount === 0
      ? [`${held}, content digest ${secondDigest}`]
      : [...uncompared, `${held}, except ${countOf(uncomparedCount, 'item')} that could not be compared`];
  }
  const labels = {
    'only in the first': 'missing',
    'only in the second': 'not in the source',
    changed: 'changed',
  };
  return [
    ...uncompared,
    ...differences.map(({ kind, key }) => cleanText(`${labels[kind]}: ${key}`)),
    `${countOf(differenceCount, 'difference')} between source and table`,
  ];
}
