import { expect, test } from 'vitest';
import { Throttle } from '../../../../src/lib/local/meter/throttle.ts';

const resource = 'arn:aws:dynamodb:us-east-1:000000000000:table/music';

test('without limits nothing is refused', () => {
  const throttle = new Throttle({ resource });
  throttle.spend({ read: 1e9, write: 1e9 });
  expect(throttle.reason('read', 1e12)).toBeUndefined();
});

test('once the units of the month are used, reads and writes are refused', () => {
  const throttle = new Throttle({ resource, monthUnits: 50 });
  expect(throttle.reason('write', 49.5)).toBeUndefined();
  expect(throttle.reason('write', 50)).toEqual({
    reason: 'TableWriteMaxOnDemandThroughputExceeded',
    resource,
  });
  expect(throttle.reason('read', 60)).toEqual({ reason: 'TableReadMaxOnDemandThroughputExceeded', resource });
});

test('a maximum is one for each second, of reads or of writes', () => {
  let nowMs = 0;
  const throttle = new Throttle({ resource, maxReadUnits: 10, nowMs: () => nowMs });
  throttle.spend({ read: 9.5, write: 100 });
  expect(throttle.reason('read', 0)).toBeUndefined();
  throttle.spend({ read: 0.5, write: 0 });
  expect(throttle.reason('read', 0)?.reason).toBe('TableReadMaxOnDemandThroughputExceeded');
  expect(throttle.reason('write', 0)).toBeUndefined();
  nowMs = 100;
  expect(throttle.reason('read', 0)).toBeUndefined();
});

test('what a request took too much is missing from the seconds after it', () => {
  let nowMs = 0;
  const throttle = new Throttle({ resource, maxReadUnits: 10, nowMs: () => nowMs });
  throttle.spend({ read: 30, write: 0 });
  nowMs = 2_000;
  expect(throttle.reason('read', 0)).toBeDefined();
  nowMs = 2_001;
  expect(throttle.reason('read', 0)).toBeUndefined();
});

test('units of seconds without requests are not saved up', () => {
  let nowMs = 0;
  const throttle = new Throttle({ resource, maxWriteUnits: 5, nowMs: () => nowMs });
  nowMs = 60_000;
  throttle.spend({ read: 0, write: 5 });
  expect(throttle.reason('write', 0)).toBeDefined();
});
