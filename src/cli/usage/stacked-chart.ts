/** One column of a chart: `upper` is drawn on top of `lower`. */
export interface ChartColumn {
  lower: number;
  upper: number;
}

export interface ChartOptions {
  /** Characters that a line may have. */
  width: number;
  /** Lines above the axis. */
  height: number;
  /** Draw in ASCII only, for terminals without block characters. */
  isAscii: boolean;
  /** Times, printed below both ends of the axis. */
  labels: readonly [left: string, right: string];
  /** The time of one column, for the legend. */
  step: 'hour' | 'day';
  /** For the legend. */
  names: readonly [lower: string, upper: string];
  /** Colours of the two. */
  paint?: { lower(text: string): string; upper(text: string): string } | undefined;
}

const BLOCKS = {
  lower: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  // There is no half block of a lighter kind.
  upper: ['░', '░', '░', '▒', '▒', '▒', '▒', '▒'],
};
const ASCII = {
  lower: ['.', '.', '.', '#', '#', '#', '#', '#'],
  upper: ['.', '.', '.', '+', '+', '+', '+', '+'],
};

/** Heights that the block characters can show within one line. */
const STEPS = 8;
const MAX_COLUMN_WIDTH = 6;
/** The longest number (0.125), a space and the axis. */
const AXIS_WIDTH = 7;

/**
 * Draws columns of two stacked amounts, an axis in round numbers and a legend. No line is longer than `width`, unless the
 * labels need more. If there are more columns than fit, each column drawn is the sum of several. Pure.
 */
export function stackedChart(columns: readonly ChartColumn[], options: ChartOptions): string[] {
  const { height, isAscii, labels, names, paint } = options;
  const merged = mergeColumns(columns, Math.max(1, options.width - AXIS_WIDTH));
  const top = roundMaximum(Math.max(...merged.columns.map(({ lower, upper }) => lower + upper), 0));
  const axis = axisLabels(top, height);
  const labelWidth = Math.max(...axis.map((label) => label.length));
  const columnWidth = Math.min(
    MAX_COLUMN_WIDTH,
    Math.max(1, Math.floor((options.width - labelWidth - 2) / merged.columns.length)),
  );
  const glyphs = isAscii ? ASCII : BLOCKS;
  const [edge, corner, floor] = isAscii ? ['|', '+', '-'] : ['│', '└', '─'];
  const lines = axis.map((label, row) => {
    const base = (height - 1 - row) * STEPS;
    const cells = merged.columns.map((column) =>
      drawCell(column, { base, top, height, columnWidth, glyphs }),
    );
    return `${label.padStart(labelWidth)} ${edge}${paintRow(cells, paint)}`.trimEnd();
  });
  const bodyWidth = columnWidth * merged.columns.length;
  const more = merged.count === 1 ? [] : [`${merged.count} ${options.step}s per column`];
  const gap = Math.max(1, bodyWidth - labels[0].length - labels[1].length);
  const legend = [
    `${painted(glyphs.upper[STEPS - 1] ?? '', 'upper', paint)} ${names[1]}`,
    `${painted(glyphs.lower[STEPS - 1] ?? '', 'lower', paint)} ${names[0]}`,
    ...more,
  ];
  const indent = ' '.repeat(labelWidth + 2);
  return [
    ...lines,
    `${'0'.padStart(labelWidth)} ${corner}${floor.repeat(bodyWidth)}`,
    `${indent}${labels[0]}${' '.repeat(gap)}${labels[1]}`.trimEnd(),
    `${indent}${legend.join('   ')}`,
  ];
}

/** Rounds up to 1, 2, 2.5 or 5 times a power of ten; 1 for 0. */
export function roundMaximum(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return Number((step * power).toPrecision(3));
}

/** A round number in a few characters: 2500, 20k, 1.5M. */
export function shortNumber(value: number): string {
  const units = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const;
  const [size, letter] = units.find(([least]) => value >= least) ?? [1, ''];
  const divisor = letter === 'k' ? 1000 : size;
  return `${Number((value / divisor).toPrecision(3))}${letter}`;
}

/** One label per line: the maximum at the top, half of it in the middle, else empty. */
function axisLabels(top: number, height: number): string[] {
  return Array.from({ length: height }, (_, row) => {
    if (row === 0) return shortNumber(top);
    return height % 2 === 0 && row === height / 2 ? shortNumber(top / 2) : '';
  });
}

function mergeColumns(
  columns: readonly ChartColumn[],
  most: number,
): { columns: readonly ChartColumn[]; count: number } {
  const count = Math.max(1, Math.ceil(columns.length / most));
  if (count === 1) return { columns, count };
  const merged: ChartColumn[] = [];
  for (let at = 0; at < columns.length; at += count) {
    const group = columns.slice(at, at + count);
    merged.push({
      lower: group.reduce((sum, { lower }) => sum + lower, 0),
      upper: group.reduce((sum, { upper }) => sum + upper, 0),
    });
  }
  return { columns: merged, count };
}

interface Cell {
  text: string;
  kind: 'lower' | 'upper' | 'none';
}

interface CellSlot {
  /** Steps below the cell. */
  base: number;
  top: number;
  height: number;
  columnWidth: number;
  glyphs: typeof BLOCKS;
}

/** The part of a column in one line: as high as both amounts reach, in the color of the one that fills most of it. */
function drawCell({ lower, upper }: ChartColumn, location: CellSlot): Cell {
  const { base, top, height, columnWidth, glyphs } = location;
  const inSteps = (amount: number): number => (amount / top) * height * STEPS;
  const reach = inSteps(lower + upper) - base;
  // An amount above 0 is always visible.
  const isLeast = base === 0 && lower + upper > 0;
  const steps = Math.min(STEPS, Math.max(Math.round(reach), isLeast ? 1 : 0));
  const gap = columnWidth > 2 ? 1 : 0;
  if (steps <= 0) return { text: ' '.repeat(columnWidth), kind: 'none' };
  const ofLower = Math.min(steps, Math.max(0, inSteps(lower) - base));
  const kind = ofLower * 2 >= Math.min(steps, Math.max(reach, 0)) && lower > 0 ? 'lower' : 'upper';
  const glyph = glyphs[kind][steps - 1] ?? '';
  return { text: glyph.repeat(columnWidth - gap) + ' '.repeat(gap), kind };
}

function paintRow(cells: readonly Cell[], paint: ChartOptions['paint']): string {
  return cells.map(({ text, kind }) => (kind === 'none' ? text : painted(text, kind, paint))).join('');
}

function painted(text: string, kind: 'lower' | 'upper', paint: ChartOptions['paint']): string {
  return paint === undefined ? text : paint[kind](text);
}
