import type { DumpSummary } from '../lib/dump/dump-summary.ts';
import { type VerifyReport, verifyDump } from '../lib/dump/verify-dump.ts';
import { EXIT_CODES } from '../lib/errors/autodyne-error.ts';
import { writeStderr } from './output.ts';
import { Progress } from './progress.ts';
import { type DumpFigures, dumpFiguresLine, goodbyeLines } from './render-dump.ts';
import { renderVerifyReport } from './render-verify-report.ts';

/** What `dump --json` prints for a folder or a file. */
export interface DumpResult extends DumpFigures {
  tableName: string;
  /** The folder or file. */
  path: string;
  isWhole: boolean;
  verification?: VerifyReport;
}

/** Says on stderr what a dump into a folder came to, verifies it when asked, and what can be done now. */
export async function endFolderDump(
  folder: string,
  summary: DumpSummary,
  options: { seconds: number; isVerifying: boolean },
): Promise<DumpResult> {
  const { tableName, isWhole } = summary;
  const result: DumpResult = { tableName, path: folder, isWhole, ...figuresOf(summary, options.seconds) };
  writeStderr(dumpFiguresLine(result, folder));
  if (!options.isVerifying) {
    writeStderr(`check it, offline: autodyne dump verify ${folder}`);
    return result;
  }
  const progress = new Progress('verifying');
  const verification = await verifyDump(folder, {
    onProgress: (itemCount) => progress.update({ itemCount, totalItems: summary.itemCount }),
  }).finally(() => progress.end());
  if (verification.problemCount > 0) process.exitCode = EXIT_CODES.CheckFailed;
  writeStderr(renderVerifyReport(verification));
  if (isWhole && verification.problemCount === 0)
    for (const line of goodbyeLines(tableName)) writeStderr(line);
  return { ...result, verification };
}

function figuresOf(summary: DumpSummary, seconds: number): DumpFigures {
  const { itemCount, scannedCount, contentSizeBytes, sizeBytes, consumedReadUnits } = summary;
  return { itemCount, scannedCount, contentSizeBytes, sizeBytes, consumedReadUnits, seconds };
}
