import type { SignedCallOutcome } from '../../proxy-client/signed-call.ts';
import type { UnsignedPost } from '../../proxy-client/signed-post.ts';
import { roundToPeriod, type UsageQuery, type UsageReport, usagePeriod } from '../usage-report.ts';
import {
  CLOUDWATCH_DELAY_SECONDS,
  CLOUDWATCH_KEEPS,
  type MeasuredTable,
  MetricDataError,
  MetricDataReader,
  metricDataRequests,
} from './cloudwatch-metrics.ts';

export interface CloudWatchTarget {
  url: string;
  region: string;
}

/** AWS's own endpoint for CloudWatch in a region. */
export function awsCloudWatchUrl(region: string): string {
  return `https://monitoring.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** GetMetricData as the JSON protocol of CloudWatch takes it. */
export function metricDataPost({ url, region }: CloudWatchTarget, body: object): UnsignedPost {
  return {
    url: new URL('/', url),
    service: 'monitoring',
    region,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
    },
    body: JSON.stringify(body),
  };
}

/** A table as DescribeTable shows it, as far as its metrics need it. */
export interface DescribedForMetrics extends MeasuredTable {
  /** Epoch seconds of the table's creation, where it is known. */
  createdAt: number | undefined;
}

/**
 * Asks CloudWatch what a table and each of its indexes consumed: one request for all metrics, and one for each further
 * page. A thousand metrics cost one US cent.
 * @param send sends a request and returns the JSON of success
 * @param now epoch seconds
 * @throws MetricDataError; the errors of `send`
 */
export async function readMetrics(
  table: DescribedForMetrics,
  query: UsageQuery,
  now: number,
  send: (body: object) => Promise<unknown>,
): Promise<UsageReport> {
  const period = usagePeriod(query, now, CLOUDWATCH_KEEPS);
  const { since, until } = roundToPeriod(query, period);
  const reader = new MetricDataReader(table);
  for (const request of metricDataRequests(table, { since, until, period })) {
    let token: string | undefined;
    do {
      const next = reader.addPage(
        await send(token === undefined ? request : { ...request, NextToken: token }),
      );
      if (next !== undefined && next === token) throw new MetricDataError('its pages never end');
      token = next;
    } while (token !== undefined);
  }
  return {
    TableName: table.tableName,
    Source: 'cloudwatch',
    Since: since,
    Until: until,
    PeriodSeconds: period,
    CompleteUntil: Math.min(until, now - CLOUDWATCH_DELAY_SECONDS),
    ...(table.createdAt === undefined ? {} : { CountedSince: table.createdAt }),
    Points: reader.points(),
  };
}

/** The value of a call, or its error thrown. */
export function valueOrThrow(outcome: SignedCallOutcome): unknown {
  if ('value' in outcome) return outcome.value;
  throw outcome.error;
}
