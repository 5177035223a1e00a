import { describe, expect, test } from 'vitest';
import {
  type ChartOptions,
  roundMaximum,
  shortNumber,
  stackedChart,
} from '../../../src/cli/usage/stacked-chart.ts';

const options: ChartOptions = {
  width: 40,
  height: 4,
  isAscii: true,
  step: 'hour' as const,
  labels: ['1 Nov', '25 Nov'],
  names: ['reads', 'writes'],
};
const draw = (columns: [number, number][], more: Partial<ChartOptions> = {}): string[] =>
  stackedChart(
    columns.map(([lower, upper]) => ({ lower, upper })),
    { ...options, ...more },
  );

describe('a stacked chart', () => {
  test('in ASCII', () => {
    expect(
      draw([
        [50, 0],
        [0, 0],
        [25, 75],
        [0, 100],
        [1, 0],
      ]),
    ).toEqual([
      '100 |            +++++ +++++',
      '    |            +++++ +++++',
      ' 50 |#####       +++++ +++++',
      '    |#####       ##### +++++ .....',
      '  0 +------------------------------',
      '     1 Nov                   25 Nov',
      '     + writes   # reads',
    ]);
  });

  test('in blocks: what is used at all is seen, and heights in eighths', () => {
    const columns: [number, number][] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 32, 0].map((eighths) => [
      (eighths * 100) / 32,
      0,
    ]);
    expect(draw([...columns, [0.001, 0]], { isAscii: false })).toEqual([
      '100 │                    ██',
      '    │                  ▄▄██',
      ' 50 │                ▁▁████',
      '    │▁▁▂▂▃▃▄▄▅▅▆▆▇▇████████  ▁▁',
      '  0 └──────────────────────────',
      '     1 Nov               25 Nov',
      '     ▒ writes   █ reads',
    ]);
  });

  test('writes are of a lighter kind', () => {
    expect(
      draw(
        [
          [50, 50],
          [0, 10],
          [0, 20],
        ],
        { isAscii: false },
      ).slice(0, 4),
    ).toEqual(['100 │▒▒▒▒▒', '    │▒▒▒▒▒', ' 50 │█████', '    │█████ ░░░░░ ▒▒▒▒▒']);
  });

  test('more columns than there is room for are added up', () => {
    const lines = draw(Array.from({ length: 100 }, () => [1, 0]));
    expect(lines.at(-1)).toBe('     + writes   # reads   4 hours per column');
    expect(lines[0]).toBe('  5 |.........................');
    expect(lines[1]).toBe('    |#########################');
  });

  test.each([20, 40, 80, 200])('is no wider than %d', (width) => {
    for (const count of [1, 5, 24, 30, 720]) {
      const lines = draw(
        Array.from({ length: count }, (_, at) => [at * 1234, at % 7]),
        { width },
      );
      expect(Math.max(...lines.slice(0, 5).map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('of nothing has an axis', () => {
    expect(draw([[0, 0]]).slice(0, 5)).toEqual(['  1 |', '    |', '0.5 |', '    |', '  0 +------']);
  });

  test('colours only what is drawn', () => {
    const paint = { lower: (text: string) => `<${text}>`, upper: (text: string) => `[${text}]` };
    expect(
      draw(
        [
          [1, 0],
          [0, 1],
          [0, 0],
        ],
        { paint },
      ).at(3),
    ).toBe('    |<##### >[+++++ ]');
  });
});

test.each([
  [0, 1],
  [0.3, 0.5],
  [1, 1],
  [1.1, 2],
  [2.1, 2.5],
  [99, 100],
  [101, 200],
  [2501, 5000],
  [19_600_000, 20_000_000],
])('the round number above %d is %d', (value, round) => {
  expect(roundMaximum(value)).toBe(round);
});

test.each([
  [0.125, '0.125'],
  [2500, '2500'],
  [10_000, '10k'],
  [250_000, '250k'],
  [2_500_000, '2.5M'],
  [5e9, '5G'],
])('%d is written %s', (value, text) => {
  expect(shortNumber(value)).toBe(text);
});
