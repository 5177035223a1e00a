import { afterAll, beforeAll } from 'vitest';
import { Backend } from '../../src/lib/local/front/backend.ts';
import { type LoopbackServer, serveLoopback } from '../../src/lib/local/front/http-server.ts';
import { IndexChanges } from '../../src/lib/local/front/index-changes.ts';
import { handleTwinRequest } from '../../src/lib/local/front/twin-front.ts';
import { type TestTable, useTable } from './table.ts';

export interface LooksTwin {
  /** The table on the engine itself, without the restrictions. */
  table: TestTable;
  /** The endpoint of the restricted user; the proxy is at `/dynamodb`. */
  readonly url: string;
  readonly env: Record<string, string>;
  /** The next request to the proxy is executed, but its response says that it failed. */
  loseNextProxyAnswer(): void;
}

/**
 * The twin's front before a test's table. Its clock counts the looks at the table (DescribeTable), so that what is
 * seen does not depend on how fast it goes: an index is ACTIVE after `looks` of them, half of them allocating.
 */
export function useLooksTwin(looks: number): LooksTwin {
  const table = useTable();
  let server: LoopbackServer | undefined;
  let backend: Backend | undefined;
  let lookCount = 0;
  let isNextLost = false;
  beforeAll(async () => {
    const {
      AUTODYNE_AWS_ACCESS_KEY_ID: accessKeyId = '',
      AUTODYNE_AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    } = table.env;
    const { tableName } = table;
    const engine = new Backend(table, { accessKeyId, region: 'us-east-1' });
    backend = engine;
    const indexChanges = new IndexChanges({
      tableName,
      delayMs: looks,
      now: () => lookCount,
      call: (operation, body) => engine.call(operation, Buffer.from(body)),
    });
    server = await serveLoopback(0, async (request) => {
      const isLost = isNextLost && request.path === '/dynamodb';
      if (request.headers['x-amz-target']?.endsWith('.DescribeTable')) lookCount += 1;
      const response = await handleTwinRequest(request, {
        identity: { tableName, region: 'us-east-1', accountId: '000000000000' },
        credentialsOf: (id) => (id === accessKeyId ? { secretAccessKey } : undefined),
        backend: engine,
        indexChanges,
      });
      if (!isLost) return response;
      isNextLost = false;
      return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' };
    });
  });
  afterAll(async () => {
    await server?.close();
    backend?.close();
  });
  const url = (): string => `http://127.0.0.1:${server?.port}`;
  return {
    table,
    get url() {
      return url();
    },
    loseNextProxyAnswer() {
      isNextLost = true;
    },
    get env() {
      return { ...table.env, AUTODYNE_ENDPOINT_URL: url(), AUTODYNE_PROXY_URL: `${url()}/dynamodb` };
    },
  };
}
