import { Flags } from '@oclif/core';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import type { SourceFindings } from '../../lib/items/elements/source-findings.ts';
import { writeStderr } from '../render/output.ts';

/** Which of several tables is meant, for the commands that read files of items. */
export const sourceTableFlag = {
  'source-table': Flags.string({
    summary: 'of a source that has items of several tables, take those of this one',
    helpValue: 'NAME',
  }),
};

/** The same for the commands that read a file only when they are told to. */
export const fromTableFlag = {
  'source-table': Flags.string({
    summary: 'of a --from that has items of several tables, take those of this one',
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
