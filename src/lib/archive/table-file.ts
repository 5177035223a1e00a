import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../client/call-operation.ts';
import type { ServiceClient } from '../client/client-sender.ts';

/**
 * The content of `table.json`: the table's description, and its TTL and tags where the credentials may read them and
 * the server knows them.
 */
export async function tableFileText(client: ServiceClient, table: TableDescription): Promise<string> {
  const TableName = table.TableName ?? '';
  const timeToLive = await ifReadable(() => callOperation(client, 'DescribeTimeToLive', { TableName }));
  const tags = await ifReadable(async () =>
    table.TableArn === undefined
      ? undefined
      : callOperation(client, 'ListTagsOfResource', { ResourceArn: table.TableArn }),
  );
  const content = {
    Table: table,
    TimeToLiveDescription: timeToLive?.TimeToLiveDescription,
    Tags: tags?.Tags,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The add-on's credentials may not be allowed to read these: then the dump does without them. */
async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
