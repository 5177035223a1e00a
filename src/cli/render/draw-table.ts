import Table from 'cli-table3';
import { displayWidth } from '../text/text-width.ts';
import { cleanText } from './clean-text.ts';
import { palette } from './palette.ts';

/** One column of a table; each has as many cells as the others. */
export interface DrawnColumn {
  /** The table has a line of headers where any column has one. */
  header?: string;
  cells: readonly string[];
  /** Key columns are shortened last when there is too little room. */
  isKey?: boolean;
  /** Its values say little when they are cut, so that columns at the right are left out instead; see {@link fitWidths}. */
  isUncut?: boolean;
  /** Numbers are aligned at the right. */
  isNumber?: boolean;
  /** For aligning several tables that are printed one below the other. */
  minWidth?: number;
  /** Colour of the cells; it must not change their width. */
  style?: (text: string) => string;
}

export interface DrawnTable {
  lines: string[];
  /** Headers of the columns that did not fit, from the right. */
  hidden: readonly string[];
}

/** Between two columns. */
export const GAP = '  ';
const MIN_WIDTH = 8;
/** A cell is cut at a blank behind this part of what would be shown. */
const NEAR_BLANK = 0.6;
/** The layout's time grows faster than the rows, so they are laid out some at a time, in widths that are known. */
const ROWS_AT_A_TIME = 25;

/**
 * Draws every table that is printed. Columns that do not fit into `width` columns of the terminal are left out, from
 * the right. Control characters are escaped, line breaks shown as ⏎. Import it only where a table is drawn:
 * cli-table3 is slow to load.
 */
export function drawTable(columns: readonly DrawnColumn[], width = Number.POSITIVE_INFINITY): DrawnTable {
  const cleaned = columns.map((column) => ({
    ...column,
    header: oneLine(column.header ?? ''),
    cells: column.cells.map(oneLine),
  }));
  const widths = fitWidths(
    cleaned.map((column) => ({
      isKey: column.isKey === true,
      isUncut: column.isUncut === true,
      width: naturalWidth(column),
    })),
    width,
  );
  const shown = cleaned.slice(0, widths.length);
  const hasHeaders = columns.some(({ header }) => header !== undefined);
  const lines: string[] = [];
  const rowCount = shown[0]?.cells.length ?? 0;
  for (let from = 0; from === 0 || from < rowCount; from += ROWS_AT_A_TIME) {
    for (const line of layOut(shown, widths, from, hasHeaders)) lines.push(line);
  }
  return { lines, hidden: cleaned.slice(widths.length).map(({ header }) => header) };
}

/** At least 1, which is the least that cli-table3 takes as a width. */
export function naturalWidth({ header = '', cells, minWidth = 1 }: DrawnColumn): number {
  const least = Math.max(minWidth, displayWidth(header));
  return cells.reduce((widest, cell) => Math.max(widest, displayWidth(cell)), least);
}

/**
 * The widths of as many columns, from the left, as fit. Wide columns give way to narrow ones. One that is not to be cut
 * is so only when it is the first after the key, and those of the key when they alone have too little room.
 */
export function fitWidths(
  columns: readonly { isKey: boolean; isUncut?: boolean; width: number }[],
  width: number,
): number[] {
  for (let count = columns.length; count > 1; count -= 1) {
    const kept = columns.slice(0, count);
    const room = width - GAP.length * (count - 1);
    const others = kept.filter(({ isKey }) => !isKey);
    const isWhole = (column: (typeof kept)[number]): boolean =>
      column.isKey || (column.isUncut === true && others.length > 1);
    const cap = capFor(
      kept.filter((column) => !isWhole(column)).map((column) => column.width),
      room - sum(kept.filter(isWhole)),
    );
    if (cap !== undefined) {
      return kept.map((column) => (isWhole(column) ? column.width : Math.min(column.width, cap)));
    }
    if (others.length > 0) continue;
    const keyCap = capFor(
      kept.map((column) => column.width),
      room,
    );
    if (keyCap !== undefined) return kept.map((column) => Math.min(column.width, keyCap));
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

function layOut(
  columns: readonly DrawnColumn[],
  widths: readonly number[],
  from: number,
  hasHeaders: boolean,
): string[] {
  const { bold } = palette(process.stdout);
  const fitted = (text: string, position: number): string => cutToWidth(text, widths[position] ?? 0);
  const table = new Table({
    chars: BORDERLESS,
    style: { compact: true, 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: [...widths],
    colAligns: columns.map(({ isNumber }) => (isNumber === true ? 'right' : 'left')),
    head:
      hasHeaders && from === 0
        ? columns.map(({ header = '' }, position) => bold(fitted(header, position)))
        : [],
  });
  const rowCount = columns[0]?.cells.length ?? 0;
  for (let row = from; row < Math.min(from + ROWS_AT_A_TIME, rowCount); row += 1) {
    table.push(
      columns.map(({ cells, style }, position) => {
        const text = fitted(cells[row] ?? '', position);
        return style === undefined ? text : style(text);
      }),
    );
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
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

/** The text of a cell, with escaped control characters. */
export function oneLine(text: string): string {
  return cleanText(text.replace(/\r?\n/g, '⏎').replace(/\t/g, ' '));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text, cut to `width` columns with … at the end if it is longer; at a blank, where one is near. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const cut = firstColumns(text, width - 1);
  const isInside = !/^\s/.test(text.slice(cut.length));
  const blank = isInside ? cut.search(/\s+\S*$/) : cut.trimEnd().length;
  return `${blank >= cut.length * NEAR_BLANK ? cut.slice(0, blank) : cut}…`;
}

function firstColumns(text: string, width: number): string {
  let cut = '';
  let cutWidth = 0;
  if (/^[ -~]*$/.test(text)) return text.slice(0, width);
  for (const { segment } of graphemes.segment(text)) {
    cutWidth += displayWidth(segment);
    if (cutWidth > width) break;
    cut += segment;
  }
  return cut;
}
