import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText, pathArg } from '../errors/command-text.ts';
import { invalid } from '../json/json-fields.ts';
import { ARCHIVE_FILES } from './archive-layout.ts';
import type { DumpSummary } from './dump-summary.ts';
import { manifestProblems } from './manifest-problems.ts';
import { type Archive, readArchive } from './read-archive.ts';

/**
 * Reads a dump that must be complete, and whose manifests must be as they were written.
 * @throws AutodyneError `InvalidInput` as {@link readArchive}, and for an incomplete dump or a wrong checksum.
 */
export async function readCompleteArchive(folder: string): Promise<Archive & { summary: DumpSummary }> {
  const archive = await readArchive(folder);
  const { summary } = archive;
  if (summary === undefined) {
    throw new AutodyneError(
      'InvalidInput',
      `the dump in ${folder} is incomplete: it has no ${ARCHIVE_FILES.summary}`,
      { suggestions: [`finish it: ${commandText('dump', '--resume', pathArg(folder))}`] },
    );
  }
  for await (const { file, problem } of manifestProblems(archive, summary)) {
    throw invalid(file, problem, undefined, [
      `to list all problems: ${commandText('dump', 'verify', pathArg(folder))}`,
    ]);
  }
  return { ...archive, summary };
}
