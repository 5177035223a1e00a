import { countOf, countText } from '../../lib/errors/count-text.ts';
import { durationText } from '../../lib/errors/duration-text.ts';
import type { CostEstimate } from '../../lib/usage/dump-estimate.ts';
import { shareText } from './share-text.ts';
import { sizeText } from './size-text.ts';

export function estimateLine(estimate: CostEstimate, unitName: 'read' | 'write'): string {
  const { itemCount, sizeBytes, capacityUnits, requestUnits, planShare } = estimate;
  const units = `${countOf(capacityUnits, `${unitName} unit`)} (${countOf(requestUnits, 'request unit')})`;
  return `about ${countOf(itemCount, 'item')}, ${sizeText(sizeBytes)}: ${units}, ${shareText(planShare)} of the monthly plan`;
}

export interface DumpFigures {
  itemCount: number;
  scannedCount: number;
  /** Of all lines, before compression. */
  contentSizeBytes: number;
  /** On disk. */
  sizeBytes?: number;
  consumedReadUnits: number;
  seconds: number;
}

export function dumpFiguresLine(figures: DumpFigures, where: string): string {
  const { itemCount, scannedCount, contentSizeBytes, sizeBytes, consumedReadUnits, seconds } = figures;
  const size = `${sizeText(contentSizeBytes)}${sizeBytes === undefined ? '' : `, ${sizeText(sizeBytes)} on disk`}`;
  return `read ${countOf(scannedCount, 'item')}, wrote ${countText(itemCount)} (${size}), ${countOf(consumedReadUnits, 'read unit')}, ${durationText(seconds)}: ${where}`;
}
