import { CHECK_NAMES, type Check } from '../../lib/doctor/check.ts';
import { terminalWidth } from '../system/terminal-width.ts';
import { wrapText } from '../text/wrap-text.ts';
import { drawTable } from './draw-table.ts';
import { palette } from './palette.ts';

const NAME_WIDTH = Math.max(...CHECK_NAMES.map((name) => name.length));
const MARKS = { ok: 'ok', failed: 'FAILED', skipped: 'skipped' } as const;
const MARK_WIDTH = Math.max(...Object.values(MARKS).map((mark) => mark.length));

/** One line for a check, which is printed when the check has ended: its status, what was found, and how to fix it. */
export function renderCheck({ name, status, finding, fixes }: Check): string {
  const { green, red, dim } = palette(process.stdout);
  const styles = { ok: green, failed: red, skipped: dim };
  const texts = [finding, ...(fixes.length === 0 ? [] : [fixes.join('; ')])];
  const text = texts.map((part) => part.replaceAll('\n', ' ')).join(' → ');
  const { lines } = drawTable([
    { cells: [MARKS[status]], minWidth: MARK_WIDTH, style: styles[status] },
    { cells: [name], minWidth: NAME_WIDTH },
    { cells: [text] },
  ]);
  const [line = ''] = lines;
  const indentation = ' '.repeat(MARK_WIDTH + NAME_WIDTH + 4);
  return process.stdout.isTTY ? wrapText(line, terminalWidth(), indentation) : line;
}
