import { randomUUID } from 'node:crypto';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createSdkClient } from '../../src/lib/client/client.ts';
import { startEngine } from '../../src/lib/local/engine/engine.ts';

/** A real engine with one fresh table, for the tests of one file. */
export interface TestTable {
  readonly tableName: string;
  readonly url: string;
  readonly client: DynamoDBClient;
  /** The four config vars and the endpoint, as a command's environment. */
  readonly env: Record<string, string>;
}

export type StartServer = () => Promise<{ url: string; stop(): Promise<void> }>;

const KEY_ONLY_ID: Partial<CreateTableCommandInput> = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};

/**
 * Starts the engine (or uses the one at `AUTODYNE_TEST_ENDPOINT_URL`), creates a table with a random name, and deletes it
 * after the tests of the calling block. The members can be read only while the tests run.
 */
export function useTable(
  definition: Partial<CreateTableCommandInput> = KEY_ONLY_ID,
  start: StartServer = startOrTake,
): TestTable {
  const tableName = `autodyne-test-${randomUUID().slice(0, 8)}`;
  const state: { server?: Awaited<ReturnType<StartServer>>; client?: DynamoDBClient; url: string } = {
    url: '',
  };
  beforeAll(async () => {
    state.server = await start();
    state.url = state.server.url;
    state.client = createSdkClient(settings(state.url));
    await state.client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [],
        AttributeDefinitions: [],
        ...definition,
      }),
    );
  });
  afterAll(async () => {
    await state.client?.send(new DeleteTableCommand({ TableName: tableName }));
    state.client?.destroy();
    await state.server?.stop();
  });
  return {
    tableName,
    get url() {
      return state.url;
    },
    get client() {
      if (state.client === undefined) throw new Error('the table is there only once the tests run');
      return state.client;
    },
    get env() {
      const { accessKeyId, secretAccessKey, region } = settings(state.url);
      return {
        AUTODYNE_AWS_ACCESS_KEY_ID: accessKeyId,
        AUTODYNE_AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AUTODYNE_AWS_DEFAULT_REGION: region,
        AUTODYNE_TABLE_NAME: tableName,
        AUTODYNE_ENDPOINT_URL: state.url,
      };
    },
  };
}

/** True on DynamoDB Local, which lacks some features of the other engines. */
export const isOnDynamoDbLocal = process.env['AUTODYNE_TEST_ENGINE'] === 'DynamoDB Local';

let engine: ReturnType<typeof startEngine> | undefined;

/** One engine for all files of a worker: it ends with the worker's process. */
async function startOrTake(): ReturnType<StartServer> {
  const stop = () => Promise.resolve();
  const url = process.env['AUTODYNE_TEST_ENDPOINT_URL'];
  if (url !== undefined) return { url, stop };
  engine ??= startEngine();
  return { url: (await engine).url, stop };
}

function settings(endpointUrl: string) {
  return {
    accessKeyId: 'AKIATESTTESTTESTTEST',
    secretAccessKey: 'test-secret-access-key',
    sessionToken: undefined,
    region: 'us-east-1',
    endpointUrl,
  };
}
