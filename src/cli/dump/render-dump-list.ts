import { countText } from '../../lib/errors/count-text.ts';
import { drawFacts } from '../render/draw-facts.ts';
import { sizeText } from '../render/size-text.ts';
import type { DumpListResult } from '../results/dump-results.ts';

/** One line for each dump. */
export function renderDumpList({ dumps }: DumpListResult): string {
  const cells = (textOf: (dump: DumpListResult['dumps'][number]) => string): string[] => dumps.map(textOf);
  return drawFacts([
    { header: 'dump', cells: cells(({ folder }) => folder) },
    { header: 'table', cells: cells(({ tableName }) => tableName ?? '-') },
    { header: 'started', cells: cells(({ startedAt }) => startedAt?.replace(/\.\d+Z$/, 'Z') ?? '-') },
    {
      header: 'items',
      isNumber: true,
      cells: cells(({ itemCount }) => (itemCount === null ? '-' : countText(itemCount))),
    },
    {
      header: 'size',
      isNumber: true,
      cells: cells(({ sizeBytes }) => (sizeBytes === null ? '-' : sizeText(sizeBytes))),
    },
    {
      header: 'state',
      cells: cells(({ state, problem }) => (problem === null ? state : `${state}: ${problem}`)),
    },
  ]).join('\n');
}
