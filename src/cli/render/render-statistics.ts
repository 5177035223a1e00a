import { countOf, countText } from '../../lib/errors/count-text.ts';
import { requestUnits } from '../../lib/usage/unit-meter.ts';
import type { ItemStatistics } from '../../lib/verify/item-statistics.ts';
import { cleanText } from './clean-text.ts';
import { sizeText } from './size-text.ts';

const BAR_WIDTH = 30;
const ATTRIBUTES_SHOWN = 50;

/** Statistics of items for a person. */
export function renderStatistics(statistics: ItemStatistics): string {
  const { itemCount, sizeBytes, smallestBytes, averageBytes, largestBytes, writeUnits } = statistics;
  const lines = [
    `${countOf(itemCount, 'item')}, ${sizeText(sizeBytes)}`,
    `size of an item: from ${sizeText(smallestBytes)} to ${sizeText(largestBytes)}, ${sizeText(averageBytes)} on average`,
    `to restore: ${countOf(writeUnits, 'write unit')} (${countOf(requestUnits({ read: 0, write: writeUnits }), 'request unit')}), and more for indexes`,
  ];
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
  return used.map((bucket) => {
    const bar = '#'.repeat(Math.max(1, Math.round((bucket.itemCount / most) * BAR_WIDTH)));
    const share = percent(bucket.itemCount, itemCount);
    return `up to ${sizeText(bucket.upToBytes).padStart(8)}  ${bar.padEnd(BAR_WIDTH)}  ${countText(bucket.itemCount)} (${share})`;
  });
}

function attributeLines({ attributes, itemCount, hasMoreAttributes }: ItemStatistics): string[] {
  const shown = attributes.slice(0, ATTRIBUTES_SHOWN);
  const width = Math.max(...shown.map(({ name }) => cleanText(name).length));
  const lines = shown.map(({ name, itemCount: having, types }) => {
    const typeTexts = Object.entries(types).map(([type, count]) =>
      Object.keys(types).length === 1 ? type : `${type} ${countText(count)}`,
    );
    return `${cleanText(name).padEnd(width)}  ${percent(having, itemCount).padStart(6)}  ${typeTexts.join(', ')}`;
  });
  const unshown = attributes.length - shown.length;
  if (unshown > 0)
    lines.push(
      hasMoreAttributes
        ? `and ${countText(unshown)} or more other attributes`
        : `and ${countOf(unshown, 'other attribute')}`,
    );
  return lines;
}

function largestLines({ largest }: ItemStatistics): string[] {
  return [
    'largest:',
    ...largest.map(({ key, sizeBytes }) => `  ${sizeText(sizeBytes).padStart(8)}  ${cleanText(key)}`),
  ];
}

function percent(part: number, whole: number): string {
  const share = (part / whole) * 100;
  return share > 0 && share < 0.1 ? '<0.1 %' : `${Number(share.toFixed(1))} %`;
}
