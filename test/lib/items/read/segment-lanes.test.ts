import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  MAX_SEGMENTS_AT_A_TIME,
  segmentLanes,
  segmentNumbers,
} from '../../../../src/lib/items/read/segment-lanes.ts';

describe('segmentLanes', () => {
  test('each segment once, never more than 16 at a time', async () => {
    const seen: number[] = [];
    let [open, most] = [0, 0];
    const lanes = segmentLanes(segmentNumbers(3, 1002), async (own) => {
      for (const segment of own) {
        open += 1;
        most = Math.max(most, open);
        await setImmediate();
        seen.push(segment);
        open -= 1;
      }
    });
    await Promise.all(lanes);
    expect(most).toBe(MAX_SEGMENTS_AT_A_TIME);
    expect(seen.sort((a, b) => a - b)).toEqual([...segmentNumbers(3, 1002)]);
  });

  test('a lane that stops leaves the others the rest', async () => {
    const seen: number[] = [];
    const lanes = segmentLanes(segmentNumbers(0, 99), async (own) => {
      for (const segment of own) {
        seen.push(segment);
        if (segment === 0) return;
        await setImmediate();
      }
    });
    await Promise.all(lanes);
    expect(seen).toHaveLength(100);
  });
});
