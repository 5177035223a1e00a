import { type ClientSettings, endpointUrlOf } from '../client/client-options.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { describeTable } from '../items/read/describe-table.ts';
import { shownUrl } from '../settings/shown-url.ts';

/** A connection that works. */
interface Pinged {
  endpointUrl: string;
  region: string;
  tableName: string;
  tableStatus: string;
}

/**
 * One DescribeTable, which costs nothing: the add-on's user may not call ListTables.
 * @throws AutodyneError `CredentialsRefused`, `AccessDenied`, `Unreachable` … with the endpoint and the reason
 */
export async function ping(
  client: ServiceClient,
  settings: Pick<ClientSettings, 'endpointUrl' | 'region'> & { tableName: string },
): Promise<Pinged> {
  const { region, tableName } = settings;
  const endpointUrl = shownUrl(endpointUrlOf(settings));
  try {
    const { TableStatus: tableStatus = '' } = await describeTable(client, tableName);
    return { endpointUrl, region, tableName, tableStatus };
  } catch (error) {
    if (!isAutodyneError(error)) throw error;
    const { code, message, suggestions, details } = error;
    throw new AutodyneError(code, `Connection to DynamoDB FAILED at ${endpointUrl}: ${message}`, {
      cause: error,
      suggestions,
      details,
    });
  }
}
