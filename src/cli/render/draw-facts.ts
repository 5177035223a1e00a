import { wrapMessage, wrapText } from '../text/wrap-text.ts';
import { type DrawnColumn, drawTable, GAP, naturalWidth, oneLine } from './draw-table.ts';

/**
 * Draws facts for people, none of which may be left out or cut: on a terminal, cells are broken at blanks; where their
 * words have no room beside each other, each row becomes a block of lines with the headers at the left. Elsewhere each
 * row is one line.
 */
export function drawFacts(columns: readonly DrawnColumn[], width = factsWidth()): string[] {
  const widths = factWidths(columns, width);
  if (widths !== undefined) return drawTable(brokenCells(columns, widths)).lines;
  const rowCount = columns[0]?.cells.length ?? 0;
  if (columns.some(({ header }) => header === undefined)) return drawTable(columns).lines;
  return Array.from({ length: rowCount }).flatMap((_, row) => [
    ...(row === 0 ? [] : ['']),
    ...drawFacts(
      [
        { cells: columns.map(({ header = '' }) => header) },
        { cells: columns.map(({ cells }) => cells[row] ?? '') },
      ],
      width,
    ),
  ]);
}

/** Of a pipe or a file, no end. */
function factsWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

/** Natural widths if they fit; else the widest columns give way, but no word; `undefined` where words have no room. */
function factWidths(columns: readonly DrawnColumn[], width: number): number[] | undefined {
  const natural = columns.map(naturalWidth);
  const least = columns.map((column) => {
    const cells = column.isNumber === true ? column.cells : column.cells.flatMap((cell) => cell.split(/\s+/));
    return naturalWidth({ ...column, cells });
  });
  let over = total(natural) + GAP.length * (columns.length - 1) - width;
  const widths = [...natural];
  while (over > 0) {
    const slack = widths.map((one, at) => one - (least[at] ?? 0));
    const [at] = [...slack.keys()]
      .filter((one) => (slack[one] ?? 0) > 0)
      .sort((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0));
    if (at === undefined) return undefined;
    widths[at] = (widths[at] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

/** The same columns with a row for each line of the cells that are broken. */
function brokenCells(columns: readonly DrawnColumn[], widths: readonly number[]): DrawnColumn[] {
  const broken = columns.map(({ cells, isNumber }, at) =>
    cells.map((cell) => (isNumber === true ? [cell] : wrapText(oneLine(cell), widths[at] ?? 0).split('\n'))),
  );
  const rowCount = columns[0]?.cells.length ?? 0;
  const heights = Array.from({ length: rowCount }, (_, row) =>
    Math.max(...broken.map((cells) => cells[row]?.length ?? 1)),
  );
  return columns.map((column, at) => ({
    ...column,
    cells: heights.flatMap((height, row) =>
      Array.from({ length: height }, (_, line) => broken[at]?.[row]?.[line] ?? ''),
    ),
  }));
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}

/** Sentences for stdout, as they are for a terminal: broken at blanks. */
export function proseLines(lines: readonly string[]): string[] {
  return lines.map((line) => wrapMessage(line, factsWidth()));
}
