import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { fromAwsError } from '../../errors/from-aws-error.ts';
import { describeTable } from '../../items/read/describe-table.ts';
import { callSigned, type SignedCallOptions } from '../../proxy-client/signed-call.ts';
import type { Settings } from '../../settings/settings.ts';
import { SourceUnavailable, whyUnavailable } from '../source-unavailable.ts';
import type { UsageQuery, UsageReport } from '../usage-report.ts';
import { MetricDataError } from './cloudwatch-metrics.ts';
import {
  awsCloudWatchUrl,
  type DescribedForMetrics,
  metricDataPost,
  readMetrics,
  valueOrThrow,
} from './cloudwatch-usage.ts';

/** The settings that reach CloudWatch. */
export type MetricSettings = Pick<
  Settings,
  'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region' | 'tableName' | 'cloudwatchUrl'
>;

/** The IAM statement that permits a user to read metrics; IAM has no narrower one. */
export const METRICS_STATEMENT = '{"Effect": "Allow", "Action": "cloudwatch:GetMetricData", "Resource": "*"}';

/**
 * The table's usage from CloudWatch, with the user's own keys: DescribeTable for its indexes, then GetMetricData.
 * @param now epoch seconds
 * @throws SourceUnavailable where it is not permitted, or CloudWatch cannot be reached; AutodyneError as it fails
 */
export async function readOwnMetrics(
  client: ServiceClient,
  settings: MetricSettings,
  query: UsageQuery,
  now: number,
  options: SignedCallOptions = {},
): Promise<UsageReport> {
  const { region, tableName } = settings;
  const url = settings.cloudwatchUrl ?? awsCloudWatchUrl(region);
  const table = await describe(client, tableName);
  try {
    return await readMetrics(table, query, now, async (body) => {
      const post = metricDataPost({ url, region }, body);
      return valueOrThrow(await callSigned('GetMetricData', post, settings, options));
    });
  } catch (error) {
    throw metricsFailure(error, url, tableName);
  }
}

async function describe(client: ServiceClient, tableName: string): Promise<DescribedForMetrics> {
  const { GlobalSecondaryIndexes = [], CreationDateTime } = await describeTable(client, tableName);
  return {
    tableName,
    indexNames: GlobalSecondaryIndexes.flatMap(({ IndexName }) => IndexName ?? []),
    createdAt: CreationDateTime && Math.floor(CreationDateTime.getTime() / 1000),
  };
}

function metricsFailure(error: unknown, url: string, tableName: string): unknown {
  if (error instanceof MetricDataError) {
    const message = `the response of ${url} is not a valid CloudWatch response: ${error.message}`;
    return new AutodyneError('RefusedByService', message, { cause: error });
  }
  const why = whyUnavailable(error);
  if (why === 'not permitted') {
    const failure = new AutodyneError(
      'AccessDenied',
      `the credentials cannot read CloudWatch: ${(error as Error).message}`,
      {
        cause: error,
        suggestions: [`to allow it, add this statement to the IAM policy of the user: ${METRICS_STATEMENT}`],
        details: { operation: 'GetMetricData', awsError: (error as Error).name },
      },
    );
    return new SourceUnavailable('the credentials do not allow it', failure);
  }
  const explained = fromAwsError(error, { operation: 'GetMetricData', tableName, endpointUrl: url });
  return why === undefined ? explained : new SourceUnavailable(`${url}: ${why}`, explained);
}
