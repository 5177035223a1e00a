import { CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { callSigned } from '../../../../src/lib/proxy-client/signed-call.ts';
import { MetricDataReader, metricDataRequests } from '../../../../src/lib/usage/remote/cloudwatch-metrics.ts';
import {
  awsCloudWatchUrl,
  metricDataPost,
  readMetrics,
  valueOrThrow,
} from '../../../../src/lib/usage/remote/cloudwatch-usage.ts';
import { unitsOf } from '../../../../src/lib/usage/usage-report.ts';
import { cloudwatchStub, type MetricRequest } from '../../../helpers/cloudwatch-stub.ts';

const HOUR = 3600;
const DAY = 86_400;
const NOW = 20_000 * DAY + 1234;
const MIDNIGHT = 20_000 * DAY;
const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: undefined };

const METRICS = {
  ConsumedReadCapacityUnits: { [MIDNIGHT - 5 * HOUR]: 2.5, [MIDNIGHT]: 1, [MIDNIGHT + 60]: 0.5 },
  ConsumedWriteCapacityUnits: { [MIDNIGHT]: 30 },
  'ConsumedWriteCapacityUnits/by-artist': { [MIDNIGHT]: 30, [MIDNIGHT - HOUR]: 4 },
  'ConsumedReadCapacityUnits/by-year': { [MIDNIGHT - 5 * HOUR]: 8 },
  'OnlineIndexConsumedWriteCapacity/by-year': { [MIDNIGHT - 6 * HOUR]: 100 },
  ReadThrottleEvents: { [MIDNIGHT]: 3 },
  'WriteThrottleEvents/by-artist': { [MIDNIGHT]: 7 },
};
const TABLE = { tableName: 'music', indexNames: ['by-artist', 'by-year'], createdAt: MIDNIGHT - 7 * HOUR };

async function read(url: string, since = NOW - DAY, periodSeconds: 60 | 3600 = 3600) {
  const location = { url, region: 'us-east-1' };
  const query = { since, until: NOW, periodSeconds };
  return readMetrics(TABLE, query, NOW, async (body) =>
    valueOrThrow(await callSigned('GetMetricData', metricDataPost(location, body), keys)),
  );
}

describe('usage from CloudWatch', () => {
  test('is the sum of two pages, table and each index apart', async () => {
    await using cloudwatch = await cloudwatchStub('music', METRICS);
    expect(await read(cloudwatch.url)).toStrictEqual({
      TableName: 'music',
      Source: 'cloudwatch',
      Since: MIDNIGHT - DAY,
      Until: MIDNIGHT + HOUR,
      PeriodSeconds: 3600,
      CompleteUntil: NOW - 300,
      CountedSince: MIDNIGHT - 7 * HOUR,
      Points: [
        {
          Time: MIDNIGHT - 6 * HOUR,
          Table: { Read: 0, Write: 0, Throttled: 0 },
          Indexes: { 'by-year': { Read: 0, Write: 100, Throttled: 0 } },
        },
        {
          Time: MIDNIGHT - 5 * HOUR,
          Table: { Read: 2.5, Write: 0, Throttled: 0 },
          Indexes: { 'by-year': { Read: 8, Write: 0, Throttled: 0 } },
        },
        {
          Time: MIDNIGHT - HOUR,
          Table: { Read: 0, Write: 0, Throttled: 0 },
          Indexes: { 'by-artist': { Read: 0, Write: 4, Throttled: 0 } },
        },
        {
          Time: MIDNIGHT,
          Table: { Read: 1.5, Write: 30, Throttled: 3 },
          Indexes: { 'by-artist': { Read: 0, Write: 30, Throttled: 7 } },
        },
      ],
    });
  });

  test('is one request for all metrics, and one more for the second page', async () => {
    await using cloudwatch = await cloudwatchStub('music', METRICS);
    await read(cloudwatch.url);
    expect(cloudwatch.asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'second']);
    const [first] = cloudwatch.asked;
    const names = first?.MetricDataQueries.map(({ MetricStat: { Metric } }) =>
      [Metric.MetricName, ...Metric.Dimensions.map(({ Value }) => Value)].join(' '),
    );
    expect(names).toEqual([
      'ConsumedReadCapacityUnits music',
      'ConsumedWriteCapacityUnits music',
      'ReadThrottleEvents music',
      'WriteThrottleEvents music',
      'ConsumedReadCapacityUnits music by-artist',
      'ConsumedWriteCapacityUnits music by-artist',
      'ReadThrottleEvents music by-artist',
      'WriteThrottleEvents music by-artist',
      'OnlineIndexConsumedWriteCapacity music by-artist',
      'ConsumedReadCapacityUnits music by-year',
      'ConsumedWriteCapacityUnits music by-year',
      'ReadThrottleEvents music by-year',
      'WriteThrottleEvents music by-year',
      'OnlineIndexConsumedWriteCapacity music by-year',
    ]);
    expect(first?.MetricDataQueries[4]).toStrictEqual({
      Id: 'm4',
      MetricStat: {
        Metric: {
          Namespace: 'AWS/DynamoDB',
          MetricName: 'ConsumedReadCapacityUnits',
          Dimensions: [
            { Name: 'TableName', Value: 'music' },
            { Name: 'GlobalSecondaryIndexName', Value: 'by-artist' },
          ],
        },
        Period: 3600,
        Stat: 'Sum',
      },
      ReturnData: true,
    });
  });

  test.each([
    [15 * DAY, 60],
    [16 * DAY, 300],
    [64 * DAY, 3600],
  ])('of a minute %d seconds ago is asked in periods of what CloudWatch still has', async (ago, period) => {
    await using cloudwatch = await cloudwatchStub('music', METRICS);
    const location = { url: cloudwatch.url, region: 'us-east-1' };
    const since = NOW - ago;
    const query = { since, until: since + HOUR, periodSeconds: 60 } as const;
    await readMetrics(TABLE, query, NOW, async (body) =>
      valueOrThrow(await callSigned('GetMetricData', metricDataPost(location, body), keys)),
    );
    expect(cloudwatch.asked[0]?.MetricDataQueries[0]?.MetricStat.Period).toBe(period);
  });

  test("AWS's own client reads the same of the same requests", async () => {
    await using cloudwatch = await cloudwatchStub('music', METRICS);
    const ours = await read(cloudwatch.url);
    const asked = cloudwatch.asked[0] as MetricRequest;
    const client = new CloudWatchClient({
      endpoint: cloudwatch.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    });
    const reader = new MetricDataReader(TABLE);
    const input = {
      ...(asked as unknown as { MetricDataQueries: never[] }),
      StartTime: new Date(asked.StartTime * 1000),
      EndTime: new Date(asked.EndTime * 1000),
    };
    for await (const page of paginateGetMetricData({ client }, input)) {
      reader.addPage({
        MetricDataResults: page.MetricDataResults?.map((result) => ({
          ...result,
          Timestamps: result.Timestamps?.map((time) => time.getTime() / 1000),
        })),
      });
    }
    client.destroy();
    expect(reader.points()).toStrictEqual(ours.Points);
    expect(cloudwatch.asked).toHaveLength(4);
    expect(cloudwatch.asked[2]).toEqual(asked);
    expect(unitsOf(ours.Points)).toStrictEqual({ read: 12, write: 164, throttled: 10 });
  });
});

describe('requests and responses', () => {
  const times = { since: 0, until: HOUR, period: 3600 } as const;
  const queriesOf = (body: object | undefined): MetricRequest['MetricDataQueries'] =>
    (body as MetricRequest | undefined)?.MetricDataQueries ?? [];

  test('of more than 500 metrics are several', () => {
    const indexNames = Array.from({ length: 150 }, (_, at) => `index-${at}`);
    const bodies = metricDataRequests({ tableName: 'music', indexNames }, times);
    expect(bodies.map((body) => queriesOf(body).length)).toEqual([500, 254]);
    expect(queriesOf(bodies[1]).at(-1)?.Id).toBe('m753');
  });

  test('an index may be called __proto__', () => {
    const table = { tableName: 'music', indexNames: ['__proto__'] };
    const reader = new MetricDataReader(table);
    reader.addPage({ MetricDataResults: [{ Id: 'm4', Timestamps: [60], Values: [2] }] });
    expect(JSON.stringify(reader.points())).toBe(
      '[{"Time":60,"Table":{"Read":0,"Write":0,"Throttled":0},"Indexes":{"__proto__":{"Read":2,"Write":0,"Throttled":0}}}]',
    );
  });

  test.each([
    [{}, '"MetricDataResults" is missing'],
    [{ MetricDataResults: [{ Id: 'm99', Timestamps: [], Values: [] }] }, 'its result m99 is not valid'],
    [{ MetricDataResults: [{ Id: 'm0', Timestamps: [1], Values: [] }] }, 'its result m0 is not valid'],
    [
      {
        MetricDataResults: [
          { Id: 'm0', Timestamps: [], Values: [], StatusCode: 'InternalError', Messages: [{ Value: 'oh' }] },
        ],
      },
      'ConsumedReadCapacityUnits: InternalError: oh',
    ],
    [
      { MetricDataResults: [{ Id: 'm0', Timestamps: [60], Values: ['2'] }] },
      'ConsumedReadCapacityUnits has no sum at 60: 2',
    ],
  ])('what is no response is refused (%#)', (page, message) => {
    const reader = new MetricDataReader({ tableName: 'music', indexNames: [] });
    expect(() => reader.addPage(page)).toThrow(message);
  });

  test.each([
    ['us-east-1', 'https://monitoring.us-east-1.amazonaws.com'],
    ['cn-north-1', 'https://monitoring.cn-north-1.amazonaws.com.cn'],
  ])('go to %s', (region, url) => {
    expect(awsCloudWatchUrl(region)).toBe(url);
  });
});
