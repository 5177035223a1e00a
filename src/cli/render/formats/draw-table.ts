import Table from 'cli-table3';
import stringWidth from 'string-width';
import { cleanText } from '../clean-text.ts';
import { palette } from '../palette.ts';

export interface DrawnColumn {
  header: string;
  /** Key columns give way last when there is too little room. */
  isKey: boolean;
  /** Numbers are aligned at the right. */
  isNumber: boolean;
  cells: readonly string[];
}

const GAP = '  ';
const MIN_WIDTH = 8;
/** The layout's time grows faster than the rows, so they are laid out some at a time, in widths that are known. */
const ROWS_AT_A_TIME = 25;

/**
 * Draws columns in at most `width` columns of the terminal. Columns that have no room, from the right, are left out
 * and named in `hidden`. Control characters are taken out, line breaks shown as a mark.
 */
export function drawTable(
  columns: readonly DrawnColumn[],
  width: number,
): { text: string; hidden: readonly string[] } {
  const cleaned = columns.map((column) => ({
    ...column,
    header: oneLine(column.header),
    cells: column.cells.map(oneLine),
  }));
  const naturalWidths = cleaned.map(({ header, cells }) =>
    cells.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), displayWidth(header)),
  );
  const widths = fitWidths(
    cleaned.map(({ isKey }, position) => ({ isKey, width: naturalWidths[position] ?? 0 })),
    width,
  );
  const shown = cleaned.slice(0, widths.length);
  const chunks: string[] = [];
  const rowCount = shown[0]?.cells.length ?? 0;
  for (let from = 0; from === 0 || from < rowCount; from += ROWS_AT_A_TIME) {
    chunks.push(layOut(shown, widths, from));
  }
  return { text: chunks.join(''), hidden: cleaned.slice(widths.length).map(({ header }) => header) };
}

/**
 * The widths of as many columns, from the left, as fit. Wide columns give way to narrow ones, and those of the key
 * only when the others have given all.
 */
export function fitWidths(columns: readonly { isKey: boolean; width: number }[], width: number): number[] {
  for (let count = columns.length; count > 1; count -= 1) {
    const kept = columns.slice(0, count);
    const room = width - GAP.length * (count - 1);
    const keyRoom = sum(kept.filter(({ isKey }) => isKey));
    const otherCap = capFor(
      kept.filter(({ isKey }) => !isKey).map((column) => column.width),
      room - keyRoom,
    );
    if (otherCap !== undefined) {
      return kept.map((column) => (column.isKey ? column.width : Math.min(column.width, otherCap)));
    }
    const cap = capFor(
      kept.map((column) => column.width),
      room,
    );
    if (cap !== undefined && kept.every(({ isKey }) => isKey)) {
      return kept.map((column) => Math.min(column.width, cap));
    }
  }
  return columns.slice(0, 1).map((column) => Math.max(1, Math.min(column.width, width)));
}

/** The widest that a column may be so that all fit into `room`; `undefined` when that would be too narrow to read. */
function capFor(widths: readonly number[], room: number): number | undefined {
  const needed = widths.reduce((total, width) => total + Math.min(width, MIN_WIDTH), 0);
  if (needed > room) return undefined;
  let left = room;
  const ascending = [...widths].sort((a, b) => a - b);
  for (const [position, width] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - position));
    if (width > share) return share;
    left -= width;
  }
  return Number.POSITIVE_INFINITY;
}

function sum(columns: readonly { width: number }[]): number {
  return columns.reduce((total, { width }) => total + width, 0);
}

function layOut(columns: readonly DrawnColumn[], widths: readonly number[], from: number): string {
  const colors = palette(process.stdout);
  const isFirst = from === 0;
  const table = new Table({
    chars: BORDERLESS,
    style: { compact: true, 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
    head: isFirst
      ? columns.map(({ header }, position) => colors.bold(cutToWidth(header, widths[position] ?? 0)))
      : [],
  });
  const rowCount = columns[0]?.cells.length ?? 0;
  for (let row = from; row < Math.min(from + ROWS_AT_A_TIME, rowCount); row += 1) {
    table.push(columns.map(({ cells }, position) => cutToWidth(cells[row] ?? '', widths[position] ?? 0)));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '─',
  'mid-mid': GAP,
  right: '',
  'right-mid': '',
  middle: GAP,
};

function oneLine(text: string): string {
  return cleanText(text.replace(/\r?\n/g, '⏎').replace(/\t/g, ' '));
}

/** Columns that text takes on a terminal. Most is plain ASCII, which need not be measured sign by sign. */
function displayWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text, or as much of it as leaves room for the mark that says that there is more. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  let cutWidth = 0;
  if (/^[ -~]*$/.test(text)) return `${text.slice(0, width - 1)}…`;
  for (const { segment } of graphemes.segment(text)) {
    cutWidth += displayWidth(segment);
    if (cutWidth > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}
