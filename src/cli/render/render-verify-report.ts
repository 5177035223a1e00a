import { countOf } from '../../lib/errors/count-text.ts';
import type { VerifyReport } from '../../lib/verify/verify-dump.ts';
import { cleanText } from './clean-text.ts';
import { palette } from './palette.ts';

/** One line for each problem that is listed, then the totals and the verdict. */
export function renderVerifyReport(report: VerifyReport): string {
  const colors = palette(process.stdout);
  const problems = report.problems.map(({ file, line, problem }) =>
    cleanText(line === undefined ? `${file}: ${problem}` : `${file}:${line}: ${problem}`),
  );
  const unlisted = report.problemCount - report.problems.length;
  if (unlisted > 0) problems.push(`and ${countOf(unlisted, 'more problem')}`);
  const verdict =
    report.problemCount === 0
      ? colors.green(
          report.isWhole
            ? 'verified: complete; no problems found'
            : `verified: partial dump; no problems found`,
        )
      : colors.red(`${countOf(report.problemCount, 'problem')} found`);
  return [
    ...problems,
    `${cleanText(report.folder)}: ${countOf(report.itemCount, 'item')} of table ${cleanText(report.tableName)} in ${countOf(report.fileCount, 'file')}`,
    `content digest ${report.contentDigest}`,
    verdict,
  ].join('\n');
}
