import type { DumpRequest } from '../../lib/archive/dump-request.ts';
import type { DumpSummary } from '../../lib/archive/dump-summary.ts';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import { commandText, pathArg } from '../../lib/errors/command-text.ts';
import { verifyDump } from '../../lib/verify/verify-dump.ts';
import { writeStderr } from '../render/output.ts';
import { Progress } from '../render/progress.ts';
import { type DumpFigures, dumpFiguresLine } from '../render/render-dump.ts';
import { renderVerifyReport } from '../render/render-verify-report.ts';
import type { DumpResult } from '../results/dump-results.ts';
import { bringBackLines, type DumpCircumstances, nextStepLines } from './dump-next-steps.ts';

/** Prints the result of a dump to a folder on stderr, verifies it if requested, and prints the next steps. */
export async function endFolderDump(
  folder: string,
  summary: DumpSummary,
  options: { seconds: number; isVerifying: boolean; request: DumpRequest; circumstances: DumpCircumstances },
): Promise<DumpResult> {
  const { tableName, isWhole } = summary;
  const result: DumpResult = { tableName, path: folder, isWhole, ...figuresOf(summary, options.seconds) };
  writeStderr(dumpFiguresLine(result, folder));
  const { circumstances, request } = options;
  const dump = { path: folder, request, itemCount: summary.itemCount };
  if (!options.isVerifying) {
    writeStderr(`verify it offline: ${commandText('dump', 'verify', pathArg(folder))}`);
    bringBackLines(dump, circumstances).forEach(writeStderr);
    return result;
  }
  const progress = new Progress('verifying');
  const verification = await verifyDump(folder, {
    onProgress: (itemCount) => progress.update({ itemCount, totalItems: summary.itemCount }),
  }).finally(() => progress.end());
  if (verification.problemCount > 0) process.exitCode = EXIT_CODES.CheckFailed;
  writeStderr(renderVerifyReport(verification));
  if (verification.problemCount > 0) return { ...result, verification };
  if (isWhole) nextStepLines(dump, circumstances).forEach(writeStderr);
  bringBackLines(dump, circumstances).forEach(writeStderr);
  return { ...result, verification };
}

function figuresOf(summary: DumpSummary, seconds: number): DumpFigures {
  const { itemCount, scannedCount, contentSizeBytes, sizeBytes, consumedReadUnits } = summary;
  return { itemCount, scannedCount, contentSizeBytes, sizeBytes, consumedReadUnits, seconds };
}
