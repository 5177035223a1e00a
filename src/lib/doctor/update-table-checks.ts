import { randomUUID } from 'node:crypto';
import type { UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../client/call-operation.ts';
import type { ClientOptions } from '../client/client-options.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import type { AutodyneError } from '../errors/autodyne-error.ts';
import { updateTableThroughProxy } from '../proxy-client/execute-api.ts';
import type { Settings } from '../settings/settings.ts';
import { asAutodyneError, type Check, failed, failedBy, ok, skipped } from './check.ts';

/**
 * A call of UpdateTable that cannot change anything: it deletes an index with a name made up just now. It is a valid
 * request, so that permission is checked before anything else can be wrong with it; with the permission to call
 * UpdateTable, the response is that there is no such index.
 */
function harmlessUpdate(tableName: string): UpdateTableCommandInput {
  const IndexName = `autodyne-doctor-${randomUUID()}`;
  return { TableName: tableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] };
}

/** DynamoDB's errors for a harmless update that reached it. */
const LET_THROUGH = new Set([
  'ResourceNotFoundException',
  'ValidationException',
  'ResourceInUseException',
  'LimitExceededException',
]);

/** DynamoDB checked the call, or, on some servers, carried it out: it changes nothing. */
function isLetThrough(error: AutodyneError | undefined): boolean {
  return (
    error === undefined || (error.code !== 'ProxyRefused' && LET_THROUGH.has(String(error.details.awsError)))
  );
}

/** Checks that the index proxy responds, accepts the keys, and passes a change of indexes on to DynamoDB. */
export async function proxyCheck(
  settings: Settings,
  isDefault: boolean,
  options: ClientOptions,
): Promise<Check> {
  const { proxyUrl, endpointUrl, tableName } = settings;
  if (proxyUrl === 'direct') return skipped('proxy', 'none: index changes go to DynamoDB directly');
  if (endpointUrl !== undefined && isDefault) {
    return failed(
      'proxy',
      `none is set for ${endpointUrl}, and the proxy of the add-on does not manage that table`,
      ['set AUTODYNE_PROXY_URL to the URL of its proxy, or to "direct" if there is none'],
    );
  }
  if (settings.isReadOnly) return skipped('proxy', 'not tested: read-only mode is on');
  const error = await updateTableThroughProxy(settings, harmlessUpdate(tableName), options).then(
    nothing,
    asAutodyneError,
  );
  if (isLetThrough(error)) return ok('proxy', `${proxyUrl} accepts index changes`);
  const check = failedBy('proxy', error);
  return check.fixes.length > 0 ? check : { ...check, fixes: ['check AUTODYNE_PROXY_URL: autodyne config'] };
}

/** Checks that DynamoDB itself accepts UpdateTable with these keys, which only `AUTODYNE_PROXY_URL=direct` needs. */
export async function updateTableCheck(settings: Settings, client: ServiceClient): Promise<Check> {
  const { tableName, proxyUrl, isReadOnly } = settings;
  const name = 'UpdateTable';
  if (isReadOnly) return skipped(name, 'not tested: read-only mode is on');
  const error = await callOperation(client, name, harmlessUpdate(tableName)).then(nothing, asAutodyneError);
  const isAllowed = isLetThrough(error);
  if (!isAllowed && error?.code !== 'AccessDenied') return failedBy(name, error);
  if (proxyUrl === 'direct') {
    return isAllowed
      ? ok(name, 'allowed, as AUTODYNE_PROXY_URL=direct requires')
      : failed(name, 'not allowed for these credentials, but AUTODYNE_PROXY_URL is "direct"', [
          'unset AUTODYNE_PROXY_URL, so that index changes go through the proxy',
        ]);
  }
  return isAllowed
    ? failed(name, 'allowed for these credentials, which have more permissions than the add-on grants', [
        'if the table is in your own account, set AUTODYNE_PROXY_URL=direct; otherwise get new credentials: autodyne config pull --app APP',
      ])
    : ok(name, 'refused, as expected');
}

function nothing(): undefined {
  return undefined;
}
