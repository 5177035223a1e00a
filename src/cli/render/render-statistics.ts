import { countOf, countText } from '../../lib/errors/count-text.ts';
import { requestUnits } from '../../lib/usage/unit-meter.ts';
import type { ItemStatistics } from '../../lib/verify/item-statistics.ts';
import { drawFacts, proseLines } from './draw-facts.ts';
import { sizeText } from './size-text.ts';

const BAR_WIDTH = 30;
const ATTRIBUTES_SHOWN = 50;

export function renderStatistics(statistics: ItemStatistics): string {
  const { itemCount, sizeBytes, smallestBytes, averageBytes, largestBytes, writeUnits } = statistics;
  const lines = proseLines([
    `${countOf(itemCount, 'item')}, ${sizeText(sizeBytes)}`,
    `size of an item: from ${sizeText(smallestBytes)} to ${sizeText(largestBytes)}, ${sizeText(averageBytes)} on average`,
    `to restore: ${countOf(writeUnits, 'write unit')} (${countOf(requestUnits({ read: 0, write: writeUnits }), 'request unit')}), plus units for indexes`,
  ]);
  if (itemCount === 0) return lines.join('\n');
  return [
    ...lines,
    '',
    ...sizeLines(statistics),
    '',
    ...attributeLines(statistics),
    '',
    ...largestLines(statistics),
  ].join('\n');
}

function sizeLines({ sizes, itemCount }: ItemStatistics): string[] {
  const used = sizes.filter((bucket) => bucket.itemCount > 0);
  const most = Math.max(...used.map((bucket) => bucket.itemCount));
  const bar = (count: number): string => '#'.repeat(Math.max(1, Math.round((count / most) * BAR_WIDTH)));
  return drawFacts([
    { header: 'size up to', isNumber: true, cells: used.map(({ upToBytes }) => sizeText(upToBytes)) },
    { header: 'items', isNumber: true, cells: used.map((bucket) => countText(bucket.itemCount)) },
    { header: 'share', isNumber: true, cells: used.map((bucket) => percent(bucket.itemCount, itemCount)) },
    { header: '', cells: used.map((bucket) => bar(bucket.itemCount)) },
  ]);
}

function attributeLines({ attributes, itemCount, hasMoreAttributes }: ItemStatistics): string[] {
  const shown = attributes.slice(0, ATTRIBUTES_SHOWN);
  const lines = drawFacts([
    { header: 'attribute', cells: shown.map(({ name }) => name) },
    {
      header: 'share',
      isNumber: true,
      cells: shown.map((attribute) => percent(attribute.itemCount, itemCount)),
    },
    { header: 'types', cells: shown.map(({ types }) => typesText(types)) },
  ]);
  const unshown = attributes.length - shown.length;
  if (unshown === 0) return lines;
  return [
    ...lines,
    hasMoreAttributes
      ? `and ${countText(unshown)} or more other attributes`
      : `and ${countOf(unshown, 'other attribute')}`,
  ];
}

function typesText(types: Readonly<Record<string, number>>): string {
  const entries = Object.entries(types);
  return entries
    .map(([type, count]) => (entries.length === 1 ? type : `${type} ${countText(count)}`))
    .join(', ');
}

function largestLines({ largest }: ItemStatistics): string[] {
  return drawFacts([
    { header: 'size', isNumber: true, cells: largest.map(({ sizeBytes }) => sizeText(sizeBytes)) },
    { header: 'largest items', cells: largest.map(({ key }) => key) },
  ]);
}

function percent(part: number, whole: number): string {
  const share = (part / whole) * 100;
  return share > 0 && share < 0.1 ? '<0.1 %' : `${Number(share.toFixed(1))} %`;
}
