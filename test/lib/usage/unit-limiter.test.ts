import { expect, test } from 'vitest';
import { UnitLimiter } from '../../../src/lib/usage/unit-limiter.ts';

function fakeClock() {
  const clock = { now: 0, nowMs: () => clock.now, sleep: async (delayMs: number) => (clock.now += delayMs) };
  return clock;
}

test('keeps to the rate over time, whatever a request costs', async () => {
  const clock = fakeClock();
  const limiter = new UnitLimiter(10, clock);
  for (const units of [128, 0.5, 128, 64, 3]) {
    await limiter.ready();
    limiter.spend(units);
  }
  await limiter.ready();
  // 323.5 units less the second's worth that was there at the start, at 10 a second.
  expect(clock.now).toBeGreaterThanOrEqual(31_350);
  expect(clock.now).toBeLessThan(31_400);
});

test('does not wait while nothing is owed', async () => {
  const clock = fakeClock();
  const limiter = new UnitLimiter(10, clock);
  await limiter.ready();
  limiter.spend(9.5);
  await limiter.ready();
  expect(clock.now).toBe(0);
});

test('idle time adds at most one second of units', async () => {
  const clock = fakeClock();
  const limiter = new UnitLimiter(10, clock);
  clock.now = 60_000;
  limiter.spend(20);
  await limiter.ready();
  expect(clock.now).toBe(61_001);
});

test('those who wait together all go on', async () => {
  const clock = fakeClock();
  const limiter = new UnitLimiter(5, clock);
  limiter.spend(10);
  await Promise.all([limiter.ready(), limiter.ready(), limiter.ready()]);
  expect(clock.now).toBeGreaterThanOrEqual(1001);
});
