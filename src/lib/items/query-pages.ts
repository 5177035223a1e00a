import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { clientEndpointUrl, withAwsErrors } from '../client/send.ts';
import type { ReadLimits } from './read-limits.ts';
import { type Page, readPages } from './read-pages.ts';
import type { ReadPlan } from './read-request.ts';
import { scanPages } from './scan-pages.ts';

/**
 * The pages of a planned read, one request each (up to 1 MB read, before filters), in order; a page is asked for
 * only when the one before has been consumed.
 * @throws AutodyneError as the service fails.
 */
export async function* queryPages(
  client: DynamoDBClient,
  plan: ReadPlan,
  limits: ReadLimits,
): AsyncGenerator<Page, void, undefined> {
  if (plan.operation === 'Scan') {
    yield* scanPages(client, plan, limits);
    return;
  }
  const { input } = plan;
  const context = {
    operation: 'Query',
    tableName: input.TableName ?? '',
    indexName: input.IndexName,
    endpointUrl: await clientEndpointUrl(client),
  };
  yield* readPages(plan, limits, (request) =>
    withAwsErrors(context, () => client.send(new QueryCommand({ ...input, ...request }))),
  );
}
