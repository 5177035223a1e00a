import {
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';

/**
 * The content of `table.json`: the table's description, and its TTL and tags where the credentials may read them and
 * the server knows them.
 */
export async function tableFileText(client: DynamoDBClient, table: TableDescription): Promise<string> {
  const TableName = table.TableName ?? '';
  const timeToLive = await ifReadable(() => client.send(new DescribeTimeToLiveCommand({ TableName })));
  const tags = await ifReadable(async () =>
    table.TableArn === undefined
      ? undefined
      : client.send(new ListTagsOfResourceCommand({ ResourceArn: table.TableArn })),
  );
  const content = {
    Table: table,
    TimeToLiveDescription: timeToLive?.TimeToLiveDescription,
    Tags: tags?.Tags,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The add-on's credentials may well be refused these: then the dump does without. */
async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
