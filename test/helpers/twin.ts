import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import type { HttpAnswer, HttpRequest } from '../../src/lib/client/http-message.ts';
import { IndexChanges } from '../../src/lib/local/index-changes.ts';
import { dynamoDbErrorAnswer } from '../../src/lib/proxy/error-answers.ts';
import { handleSignedProxyRequest } from '../../src/lib/proxy/handle-request.ts';
import { callEngine } from './raw-dynamodb.ts';
import { type TestTable, useTable } from './table.ts';

export interface Twin {
  table: TestTable;
  /** Where the restricted user's requests go; the proxy is at `/dynamodb`. */
  readonly url: string;
  readonly env: Record<string, string>;
  /** The next request to the proxy is carried out, and answered as if it had failed. */
  loseNextProxyAnswer(): void;
}

/**
 * A table behind restricted keys, with the proxy. Its clock counts the looks at the table (DescribeTable), so that
 * what is seen does not depend on how fast it goes: an index is ACTIVE after `looks` of them, half of them allocating.
 */
export function useTwin(looks: number): Twin {
  const table = useTable();
  let lookCount = 0;
  let isNextLost = false;
  let url = '';
  const server = createServer((request, response) => {
    void readRequest(request)
      .then(async (message) => {
        const isLost = isNextLost && message.path === '/dynamodb';
        const whole = await answer(message);
        if (!isLost) return whole;
        isNextLost = false;
        return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' };
      })
      .then(({ status, headers, body }) => {
        const { 'content-length': _, ...rest } = headers;
        response.writeHead(status, rest).end(body);
      });
  });
  let changes: IndexChanges;
  const answer = async (request: HttpRequest): Promise<HttpAnswer> => {
    if (request.path.replace(/\/$/, '') === '/dynamodb') {
      return handleSignedProxyRequest(request, {
        tableName: table.tableName,
        updateTable: (call) => changes.updateTable(call),
        signature: {
          region: 'us-east-1',
          skewMinutes: 5,
          now: new Date(),
          credentialsOf: () => ({ secretAccessKey: table.env['AUTODYNE_AWS_SECRET_ACCESS_KEY'] ?? '' }),
        },
      });
    }
    const operation = request.headers['x-amz-target']?.split('.')[1] ?? '';
    const body = Buffer.from(request.body).toString();
    if (operation === 'UpdateTable') {
      const message = `User: arn:aws:iam::000000000000:user/u is not authorized to perform: dynamodb:UpdateTable on resource: arn:aws:dynamodb:us-east-1:000000000000:table/${table.tableName}`;
      return dynamoDbErrorAnswer({ name: 'AccessDeniedException', message });
    }
    const { IndexName } = JSON.parse(body) as { IndexName?: string };
    const refusal = IndexName === undefined ? undefined : changes.readRefusal(IndexName);
    if (refusal !== undefined) return dynamoDbErrorAnswer(refusal);
    if (operation === 'DescribeTable') lookCount += 1;
    const reply = await callEngine(table.url, operation, body);
    return operation === 'DescribeTable' ? changes.showIn(reply) : reply;
  };
  beforeAll(async () => {
    changes = new IndexChanges({
      tableName: table.tableName,
      delayMs: looks,
      now: () => lookCount,
      call: (operation, body) => callEngine(table.url, operation, body),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    table,
    get url() {
      return url;
    },
    loseNextProxyAnswer() {
      isNextLost = true;
    },
    get env() {
      return { ...table.env, AUTODYNE_ENDPOINT_URL: url, AUTODYNE_PROXY_URL: `${url}/dynamodb` };
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers as Record<string, string>,
    body: Buffer.concat(chunks),
  };
}
