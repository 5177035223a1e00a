import { Flags } from '@oclif/core';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import type { SourceFindings } from '../../lib/items/elements/source-findings.ts';
import { writeStderr } from '../render/output.ts';

/** Which of several tables is meant, for the commands that read files of items. */
export const sourceTableFlag = {
  'source-table': Flags.string({
    summary: 'use only items of this table, if the source has items of several tables',
    helpValue: 'NAME',
  }),
};

/** The same for the commands that read a file only when they are told to. */
export const fromTableFlag = {
  'source-table': Flags.string({
    summary: 'use only items of this table, if --from has items of several tables',
    helpValue: 'NAME',
    dependsOn: ['from'],
  }),
};

/**
 * Says on stderr what was found beside the items. That there are more where they came from is no success: all that was
 * there is done, and it is not all.
 * @returns whether there are more
 */
export function sayFindings(findings: SourceFindings): boolean {
  findings.notes().forEach(writeStderr);
  if (findings.hasMore) process.exitCode ??= EXIT_CODES.Incomplete;
  return findings.hasMore;
}
