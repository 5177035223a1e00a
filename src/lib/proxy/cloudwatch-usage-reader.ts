import { errorFacts, THROTTLING_ERRORS } from '../errors/from-aws-error.ts';
import type { HttpResponse } from '../http/http-message.ts';
import { isJsonObject } from '../json/parse-json.ts';
import { callSigned } from '../proxy-client/signed-call.ts';
import type { SigningKeys } from '../proxy-client/signed-post.ts';
import { CLOUDWATCH_KEEPS } from '../usage/remote/cloudwatch-metrics.ts';
import {
  type DescribedForMetrics,
  metricDataPost,
  readMetrics,
  valueOrThrow,
} from '../usage/remote/cloudwatch-usage.ts';
import { roundToPeriod, type UsageQuery, type UsageReport, usagePeriod } from '../usage/usage-report.ts';
import { dynamoDbErrorResponse } from './error-responses.ts';
import type { UsageRouteOptions } from './handle-usage-request.ts';

export interface CloudWatchUsageAccess {
  tableName: string;
  /** `https://dynamodb.us-east-1.amazonaws.com`, `https://monitoring.…`. */
  dynamoDbUrl: string;
  cloudWatchUrl: string;
  region: string;
  /** Keys that may call DescribeTable and GetMetricData; read at each call, since a function's are renewed. */
  keys(): SigningKeys;
  /** Called with the reason of a failure, which the response does not have. */
  onFailure?: (error: unknown) => void;
  now?: () => Date;
}

/** The time for which a report is returned again for the same periods: metrics come once a minute, and cost. */
const KEEP_MS = 60_000;
/** The most reports that are kept. */
const MAX_KEPT = 50;
/** A function has only some seconds, and its caller tries again. */
const RETRY = { deadlineMs: 5_000 };

/**
 * Responds to the usage route from CloudWatch's metrics of the table and of its indexes, as DescribeTable names them. A
 * report is kept for a minute.
 */
export function cloudWatchUsageReader(access: CloudWatchUsageAccess): UsageRouteOptions['readUsage'] {
  const kept = new Map<string, { report: Promise<UsageReport>; untilMs: number }>();
  return async (query): Promise<UsageReport | HttpResponse> => {
    const nowMs = access.now?.().getTime() ?? Date.now();
    const now = Math.floor(nowMs / 1000);
    const key = keyOf(query, now);
    for (const [old, { untilMs }] of kept) if (untilMs <= nowMs || kept.size > MAX_KEPT) kept.delete(old);
    const report = kept.get(key)?.report ?? readReport(access, query, now);
    kept.set(key, { report, untilMs: kept.get(key)?.untilMs ?? nowMs + KEEP_MS });
    try {
      return await report;
    } catch (error) {
      kept.delete(key);
      return failureResponse(error, access);
    }
  };
}

function keyOf(query: UsageQuery, now: number): string {
  const period = usagePeriod(query, now, CLOUDWATCH_KEEPS);
  const { since, until } = roundToPeriod(query, period);
  return [period, since, until].join(' ');
}

async function readReport(
  access: CloudWatchUsageAccess,
  query: UsageQuery,
  now: number,
): Promise<UsageReport> {
  const table = await describe(access);
  return readMetrics(table, query, now, async (body) =>
    valueOrThrow(
      await callSigned(
        'GetMetricData',
        metricDataPost({ url: access.cloudWatchUrl, region: access.region }, body),
        access.keys(),
        { retry: RETRY, requestTimeoutMs: RETRY.deadlineMs },
      ),
    ),
  );
}

async function describe({
  tableName,
  dynamoDbUrl,
  region,
  keys,
}: CloudWatchUsageAccess): Promise<DescribedForMetrics> {
  const post = {
    url: new URL('/', dynamoDbUrl),
    service: 'dynamodb',
    region,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.DescribeTable',
    },
    body: JSON.stringify({ TableName: tableName }),
  };
  const options = { retry: RETRY, requestTimeoutMs: RETRY.deadlineMs };
  const value = valueOrThrow(await callSigned('DescribeTable', post, keys(), options));
  const table = isJsonObject(value) ? value['Table'] : undefined;
  const { GlobalSecondaryIndexes, CreationDateTime } = isJsonObject(table) ? table : {};
  const indexes = Array.isArray(GlobalSecondaryIndexes) ? (GlobalSecondaryIndexes as unknown[]) : [];
  return {
    tableName,
    indexNames: indexes.flatMap((index) =>
      isJsonObject(index) && typeof index['IndexName'] === 'string' ? [index['IndexName']] : [],
    ),
    createdAt: typeof CreationDateTime === 'number' ? Math.floor(CreationDateTime) : undefined,
  };
}

function failureResponse(error: unknown, access: CloudWatchUsageAccess): HttpResponse {
  access.onFailure?.(error);
  const { name, message } = errorFacts(error);
  if (THROTTLING_ERRORS.has(name)) return dynamoDbErrorResponse({ name: 'ThrottlingException', message });
  const args = 'The request processing has failed because of an unknown error.';
  return dynamoDbErrorResponse({ name: 'InternalServerError', message: args }, 500);
}
