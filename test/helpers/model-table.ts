import { type CreateTableCommandInput, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { configure } from '../../src/model.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { type TestTable, useTable } from './table.ts';

type StoredItem = Record<string, unknown>;

/** A request as the table received it. */
export interface ReceivedRequest {
  operation: string;
  body: {
    TableName?: string;
    Key?: StoredItem;
    Item?: StoredItem;
    UpdateExpression?: string;
    ConditionExpression?: string;
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
    ConsistentRead?: boolean;
    ReturnValues?: string;
    RequestItems?: Record<string, unknown[]>;
    [member: string]: unknown;
  };
}

/** The one table of models, on a real engine, with a look at the requests that it receives. */
export interface ModelTable {
  readonly table: TestTable;
  readonly faults: FaultServer;
  /** What was received since the test began, or since this was last asked; DescribeTable aside. */
  received(): ReceivedRequest[];
  /** The operations of {@link ModelTable.received}. */
  operations(): string[];
  stored(id: string, tableName?: string): Promise<StoredItem | undefined>;
  put(item: Record<string, unknown>, tableName?: string): Promise<void>;
}

/**
 * {@link ModelTable} for the tests of one file; models are configured to use it.
 * @param definition of the table; `id` (a string) is its key unless told
 */
export function useModelTable(definition?: Partial<CreateTableCommandInput>): ModelTable {
  const table = useTable(definition);
  let faults: FaultServer | undefined;
  let seen = 0;
  const server = (): FaultServer => {
    if (faults === undefined) throw new Error('the server is there only once the tests run');
    return faults;
  };
  const received = (): ReceivedRequest[] => {
    const requests = server().requests.slice(seen);
    seen = server().requests.length;
    return requests
      .filter(({ operation }) => operation !== 'DescribeTable')
      .map(({ operation, body }) => ({ operation, body: JSON.parse(body.toString()) as never }));
  };
  beforeAll(async () => {
    faults = await startFaultServer(table.url);
    configure({
      envFile: false,
      endpoint: faults.url,
      region: 'us-east-1',
      accessKey: 'AKIATESTTESTTESTTEST',
      secretKey: 'test-secret-access-key',
      tableName: table.tableName,
      logger: false,
    });
  });
  beforeEach(() => {
    seen = server().requests.length;
    server().script = () => undefined;
  });
  afterAll(async () => {
    await faults?.[Symbol.asyncDispose]();
  });
  return {
    table,
    get faults() {
      return server();
    },
    received,
    operations: () => received().map(({ operation }) => operation),
    async stored(id, tableName = table.tableName) {
      const get = { TableName: tableName, Key: { id: { S: id } }, ConsistentRead: true };
      return (await table.client.send(new GetItemCommand(get))).Item as StoredItem | undefined;
    },
    async put(item, tableName = table.tableName) {
      await table.client.send(new PutItemCommand({ TableName: tableName, Item: item as never }));
    },
  };
}
