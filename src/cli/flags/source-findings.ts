import { Flags } from '@oclif/core';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import type { SourceFindings } from '../../lib/items/elements/source-findings.ts';
import { writeStderr } from '../render/output.ts';

/** For commands that always read a file, which may contain items of several tables. */
export const sourceTableFlag = {
  'source-table': Flags.string({
    summary: 'use only items of this table, if the source has items of several tables',
    helpValue: 'NAME',
  }),
};

/** For commands that read a file only with `--from`. */
export const fromTableFlag = {
  'source-table': Flags.string({
    summary: 'use only items of this table, if --from has items of several tables',
    helpValue: 'NAME',
    dependsOn: ['from'],
  }),
};

/**
 * Prints on stderr what the source contains in addition to items. If the source says that it is incomplete, the exit code
 * becomes 3: all its items were processed, but they are not all items of the table.
 * @returns whether the source is incomplete
 */
export function sayFindings(findings: SourceFindings): boolean {
  findings.notes().forEach(writeStderr);
  if (findings.hasMore) process.exitCode ??= EXIT_CODES.Incomplete;
  return findings.hasMore;
}
