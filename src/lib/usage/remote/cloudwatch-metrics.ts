import { isJsonObject } from '../../json/parse-json.ts';
import { PointSums } from '../point-sums.ts';
import type { UsagePeriod, UsagePoint, UsageUnits } from '../usage-report.ts';

/** A table and its secondary indexes. */
export interface MeasuredTable {
  tableName: string;
  indexNames: readonly string[];
}

/** The time span of a query, in epoch seconds, as a multiple of the period. */
export interface MetricTimes {
  since: number;
  until: number;
  period: UsagePeriod;
}

/** One metric of the table (`index` undefined) or of an index, and the sum that it is added to. */
interface Metric {
  name: string;
  index: string | undefined;
  member: keyof UsageUnits;
}

/** The most metrics of one request. */
const MAX_QUERIES = 500;

/** In seconds, by period. */
export const CLOUDWATCH_KEEPS: Readonly<Record<UsagePeriod, number>> = {
  60: 15 * 86_400,
  300: 63 * 86_400,
  3600: 455 * 86_400,
  86400: 455 * 86_400,
};

/** CloudWatch has metrics after some minutes. */
export const CLOUDWATCH_DELAY_SECONDS = 300;

const OF_EACH: readonly [name: string, member: keyof UsageUnits][] = [
  ['ConsumedReadCapacityUnits', 'Read'],
  ['ConsumedWriteCapacityUnits', 'Write'],
  ['ReadThrottleEvents', 'Throttled'],
  ['WriteThrottleEvents', 'Throttled'],
];

/** Filling a new index is a separate metric, not part of the index's ConsumedWriteCapacityUnits. */
const OF_EACH_INDEX: typeof OF_EACH = [...OF_EACH, ['OnlineIndexConsumedWriteCapacity', 'Write']];

function metricsOf({ indexNames }: MeasuredTable): Metric[] {
  return [
    ...OF_EACH.map(([name, member]) => ({ name, member, index: undefined })),
    ...indexNames.flatMap((index) => OF_EACH_INDEX.map(([name, member]) => ({ name, member, index }))),
  ];
}

/**
 * The bodies of GetMetricData for everything that a table and its indexes consumed: one, as long as there are fewer
 * than a hundred indexes. The metrics of `TableName` alone leave the indexes out, so each is requested by itself.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function metricDataRequests(table: MeasuredTable, times: MetricTimes): object[] {
  const queries = metricsOf(table).map(({ name, index }, at) => ({
    Id: `m${at}`,
    MetricStat: {
      Metric: {
        Namespace: 'AWS/DynamoDB',
        MetricName: name,
        Dimensions: [
          { Name: 'TableName', Value: table.tableName },
          ...(index === undefined ? [] : [{ Name: 'GlobalSecondaryIndexName', Value: index }]),
        ],
      },
      Period: times.period,
      Stat: 'Sum',
    },
    ReturnData: true,
  }));
  const requests: object[] = [];
  for (let at = 0; at < queries.length; at += MAX_QUERIES) {
    requests.push({
      StartTime: times.since,
      EndTime: times.until,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: queries.slice(at, at + MAX_QUERIES),
    });
  }
  return requests;
}

/** A part of CloudWatch's response that cannot be read as metrics. */
export class MetricDataError extends Error {
  override readonly name = 'MetricDataError';
}

/** Adds up the pages of GetMetricData's responses, as points by time. */
export class MetricDataReader {
  readonly #metrics: readonly Metric[];
  readonly #sums = new PointSums();

  constructor(table: MeasuredTable) {
    this.#metrics = metricsOf(table);
  }

  /**
   * Reads one page.
   * @returns the token of the next one, `undefined` after the last
   * @throws MetricDataError where it is not GetMetricData's response, or CloudWatch failed at one of the metrics
   */
  addPage(page: unknown): string | undefined {
    const { MetricDataResults, NextToken } = isJsonObject(page) ? page : {};
    if (!Array.isArray(MetricDataResults)) throw new MetricDataError('"MetricDataResults" is missing');
    for (const result of MetricDataResults as unknown[]) this.#addResult(result);
    return typeof NextToken === 'string' && NextToken !== '' ? NextToken : undefined;
  }

  /** All points so far, by time, without those in which nothing was used. */
  points(): UsagePoint[] {
    return this.#sums.points();
  }

  #addResult(result: unknown): void {
    const { Id, Timestamps, Values, StatusCode, Messages } = isJsonObject(result) ? result : {};
    const metric = this.#metrics[Number(/^m(\d+)$/.exec(String(Id))?.[1])];
    const isWhole = Array.isArray(Timestamps) && Array.isArray(Values) && Timestamps.length === Values.length;
    if (metric === undefined || !isWhole) throw new MetricDataError(`its result ${String(Id)} is not valid`);
    if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') {
      throw new MetricDataError(`${metric.name}: ${String(StatusCode)}${firstMessage(Messages)}`);
    }
    (Timestamps as unknown[]).forEach((time, at) => {
      const value: unknown = Values[at];
      if (!Number.isFinite(time) || !Number.isFinite(value) || (value as number) < 0) {
        throw new MetricDataError(`${metric.name} has no sum at ${String(time)}: ${String(value)}`);
      }
      if (value !== 0) this.#sums.at(time as number, metric.index)[metric.member] += value as number;
    });
  }
}

function firstMessage(messages: unknown): string {
  const [first] = Array.isArray(messages) ? (messages as unknown[]) : [];
  const text = isJsonObject(first) ? first['Value'] : undefined;
  return typeof text === 'string' ? `: ${text}` : '';
}
