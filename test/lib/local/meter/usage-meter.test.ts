import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Charge } from '../../../../src/lib/local/meter/charges.ts';
import { UsageMeter, type UsageMeterOptions } from '../../../../src/lib/local/meter/usage-meter.ts';
import type { UsageReport } from '../../../../src/lib/usage/usage-report.ts';
import { readUsageReport } from '../../../../src/lib/usage/usage-report-schema.ts';
import { usedUnits } from '../../../helpers/read-usage.ts';
import { temporaryFolder } from '../../../helpers/temporary-folder.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** The 20th of March 2026, half past twelve. */
const START = Date.UTC(2026, 2, 20, 12, 30) / 1000;

let folder: string;
let now: number;
const meters: UsageMeter[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  now = START;
});
afterEach(() => {
  for (const meter of meters.splice(0)) meter.close();
});

async function open(options: Partial<UsageMeterOptions> = {}): Promise<UsageMeter> {
  const meter = await UsageMeter.open({ tableName: 'music', folder, now: () => now * 1000, ...options });
  meters.push(meter);
  return meter;
}

function close(meter: UsageMeter): void {
  meters.splice(meters.indexOf(meter), 1);
  meter.close();
}

const charge = (read: number, write: number, indexName?: string): Charge => ({ indexName, read, write });
const path = (): string => join(folder, 'usage.jsonl');
const lines = (): string[] => readFileSync(path(), 'utf8').split('\n').slice(0, -1);

function report(meter: UsageMeter, since: number, periodSeconds?: UsageReport['PeriodSeconds']): UsageReport {
  const text = JSON.stringify(meter.report({ since, until: now, periodSeconds }));
  return readUsageReport(JSON.parse(text), 'the meter');
}

describe('a report', () => {
  test('has table, indexes, operations, what was estimated, untold and throttled', async () => {
    const meter = await open({ folder: undefined, planUnits: 1_000 });
    meter.count('PutItem', [charge(0, 2), charge(0, 1, 'by-artist')]);
    meter.count('Query', [charge(0.5, 0, 'by-artist')]);
    now += 60;
    meter.count('PutItem', [charge(0, 3)], { isEstimated: true });
    meter.countUnreported('ExecuteStatement');
    meter.countThrottled();
    expect(report(meter, START)).toEqual({
      TableName: 'music',
      Source: 'meter',
      PlanUnits: 1_000,
      Since: START,
      Until: START + 120,
      PeriodSeconds: 60,
      CompleteUntil: now,
      CountedSince: START,
      Points: [
        {
          Time: START,
          Table: { Read: 0, Write: 2, Throttled: 0 },
          Indexes: { 'by-artist': { Read: 0.5, Write: 1, Throttled: 0 } },
        },
        { Time: START + 60, Table: { Read: 0, Write: 3, Throttled: 1 }, Indexes: {} },
      ],
      Operations: [
        { Operation: 'PutItem', Requests: 2, Read: 0, Write: 6 },
        { Operation: 'Query', Requests: 1, Read: 0.5, Write: 0 },
        { Operation: 'ExecuteStatement', Requests: 1, Read: 0, Write: 0 },
      ],
      Estimated: { Read: 0, Write: 3 },
      Untold: 1,
    });
  });

  test.each<[since: number, asked: UsageReport['PeriodSeconds'] | undefined, used: number]>([
    [START, undefined, 60],
    [START, 300, 300],
    [START, 86_400, 86_400],
    [START - 3 * DAY, undefined, 3_600],
    [START - 3 * DAY, 60, 3_600],
    [START - 100 * DAY, undefined, 86_400],
  ])('since %i, by periods of %i: %i', async (since, asked, used) => {
    const meter = await open({ folder: undefined });
    meter.count('PutItem', [charge(0, 2)]);
    const { PeriodSeconds, Points } = report(meter, since, asked);
    expect(PeriodSeconds).toBe(used);
    expect(Points.map(({ Time }) => Time)).toEqual([START - (START % used)]);
  });

  test('has what was counted within the first second of a minute, at once', async () => {
    const meter = await open({ folder: undefined });
    expect(now % 60).toBe(0);
    meter.count('PutItem', [charge(0, 2)]);
    expect(usedUnits(report(meter, START - 60))).toEqual(['table 0 / 2']);
  });

  test('leaves out what was before', async () => {
    const meter = await open({ folder: undefined });
    meter.count('PutItem', [charge(0, 2)]);
    now += 10 * 60;
    meter.count('PutItem', [charge(0, 1)]);
    expect(usedUnits(report(meter, START + 60))).toEqual(['table 0 / 1']);
  });
});

describe('the file', () => {
  test('is for its owner alone, and another meter adds to it', async () => {
    const first = await open();
    first.count('PutItem', [charge(0, 2), charge(0, 1, 'by-artist')]);
    first.countThrottled();
    close(first);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    const second = await open();
    second.count('PutItem', [charge(0, 1)]);
    expect(usedUnits(report(second, START))).toEqual(['table 0 / 3', 'by-artist 0 / 1']);
    expect(report(second, START).Points[0]?.Table.Throttled).toBe(1);
    expect(report(second, START).CountedSince).toBe(START);
  });

  test('gets a line within a second, and not one for each request', async () => {
    const meter = await open();
    for (let count = 0; count < 50; count += 1) meter.count('PutItem', [charge(0, 1)]);
    await sleep(100);
    for (let count = 0; count < 50; count += 1) meter.count('PutItem', [charge(0, 1)]);
    expect(lines()).toHaveLength(2);
    await sleep(1_100);
    expect(lines()).toHaveLength(3);
    const written = lines().map((line) => (JSON.parse(line) as { Table?: { Write: number } }).Table?.Write);
    expect(written).toEqual([undefined, 50, 50]);
  });

  test.each([
    ['half a line', '{"Time":1774009800,"Seconds":60,"Table":{"Read":1'],
    ['bytes', '\u0000\u0000'],
    ['a line without its end', ''],
  ])('that ends with %s is read, and made whole', async (_, torn) => {
    const first = await open();
    first.count('PutItem', [charge(0, 2)]);
    close(first);
    if (torn === '') writeFileSync(path(), readFileSync(path(), 'utf8').trimEnd());
    else appendFileSync(path(), torn);
    const second = await open();
    second.count('PutItem', [charge(0, 1)]);
    close(second);
    expect(usedUnits(report(await open(), START))).toEqual(['table 0 / 3']);
  });

  test.each<[what: string, text: string, message: string]>([
    [
      'a line without the members of the meter',
      '{"Version":1,"CountedSince":5}\n{"Time":60}\n',
      'line 2 is not valid',
    ],
    ['something else', 'x\n', 'line 1 is not valid'],
    ['something else, of one line', 'x', 'line 1 is not valid'],
    [
      'a later version',
      '{"Version":2,"CountedSince":5}\n',
      'it has version 2, which this version of autodyne does not support',
    ],
  ])('with %s is refused, and stays as it is', async (_, text, message) => {
    writeFileSync(path(), text);
    await expect(open()).rejects.toMatchObject({
      code: 'InvalidInput',
      message: `cannot read ${path()}: ${message}`,
    });
    expect(readFileSync(path(), 'utf8')).toBe(text);
  });

  test('gets nothing more once the meter is closed', async () => {
    const failures: unknown[] = [];
    const meter = await open({ onWriteFailure: (error) => failures.push(error) });
    meter.count('PutItem', [charge(0, 1)]);
    close(meter);
    const text = readFileSync(path(), 'utf8');
    meter.count('PutItem', [charge(0, 1)]);
    await sleep(50);
    expect(failures).toEqual([]);
    expect(readFileSync(path(), 'utf8')).toBe(text);
    expect(usedUnits(report(meter, START))).toEqual(['table 0 / 2']);
  });

  test('is for one meter at a time', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({
      code: 'InvalidUsage',
      message: `${path()} is in use by process ${process.pid}, another local twin`,
    });
  });
});

describe('what is old', () => {
  test('becomes hours after 48 hours, and nothing is counted twice', async () => {
    const first = await open();
    first.count('PutItem', [charge(0, 1)]);
    now += 60;
    first.count('PutItem', [charge(0, 2)]);
    close(first);
    now += 50 * HOUR;
    const second = await open();
    second.count('PutItem', [charge(0, 4)]);
    expect(lines().map((line) => (JSON.parse(line) as { Seconds?: number }).Seconds)).toEqual([
      undefined,
      3600,
    ]);
    expect(report(second, START - HOUR, 3600).Points.map(({ Time, Table }) => [Time, Table.Write])).toEqual([
      [START - (START % HOUR), 3],
      [now - (now % HOUR), 4],
    ]);
  });

  test('is put together while the meter runs, once an hour', async () => {
    const meter = await open();
    meter.count('PutItem', [charge(0, 1)]);
    close(meter);
    const again = await open();
    again.count('PutItem', [charge(0, 1)]);
    now += 50 * HOUR;
    again.count('PutItem', [charge(0, 1)]);
    close(again);
    expect(lines().map((line) => (JSON.parse(line) as { Seconds?: number }).Seconds)).toEqual([
      undefined,
      3600,
      60,
    ]);
    expect(usedUnits(report(await open(), START - HOUR))).toEqual(['table 0 / 3']);
  });

  test('goes after 13 months', async () => {
    const first = await open();
    first.count('PutItem', [charge(0, 1)]);
    close(first);
    now = Date.UTC(2027, 3, 30) / 1000;
    const kept = await open();
    expect(usedUnits(report(kept, START - DAY))).toEqual(['table 0 / 1']);
    close(kept);
    now = Date.UTC(2027, 4, 1) / 1000;
    const gone = await open();
    expect(report(gone, START - DAY).Points).toEqual([]);
    expect(report(gone, START - DAY).CountedSince).toBe(Date.UTC(2026, 3, 1) / 1000);
    close(gone);
    expect(lines()).toHaveLength(1);
  });
});

describe('the units of this month', () => {
  test('are what was counted since it began, also by an earlier meter', async () => {
    const first = await open();
    first.count('PutItem', [charge(1, 2), charge(0, 1, 'by-artist')]);
    expect(first.monthUnits).toBe(16);
    close(first);
    const second = await open();
    expect(second.monthUnits).toBe(16);
    now = Date.UTC(2026, 3, 1) / 1000;
    expect(second.monthUnits).toBe(0);
    second.count('GetItem', [charge(0.5, 0)]);
    expect(second.monthUnits).toBe(0.5);
    close(second);
    expect((await open()).monthUnits).toBe(0.5);
  });
});
