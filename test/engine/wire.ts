import { setTimeout as sleep } from 'node:timers/promises';
import type { Twin } from '../../src/lib/local/twin.ts';
import { callTwin } from '../helpers/call-twin.ts';
import { callEngine } from '../helpers/raw-dynamodb.ts';
import type { TestTable } from '../helpers/table.ts';

/** Calls to a server as they go over the wire, around autodyne. */
export interface Wire {
  tableName: string;
  /** Sends a body, as JSON or as the text it is. */
  response(operation: string, body: object | string): Promise<{ status: number; text: string }>;
  /** `done`, or the error's name. */
  outcome(operation: string, body: object): Promise<string>;
  /** The error's text; empty when it was done. */
  message(operation: string, body: object): Promise<string>;
  /** The table's description. */
  describe(): Promise<Record<string, unknown>>;
}

/** Calls to an engine itself. */
export function wireOf({ url, tableName }: Pick<TestTable, 'url' | 'tableName'>): Wire {
  return wireOver(tableName, async (operation, text) => {
    const { status, body } = await callEngine(url, operation, text);
    return { status, text: body };
  });
}

/** Calls to a twin, as its user makes them. */
export function wireOfTwin(twin: Twin): Wire {
  return wireOver(twin.tableName, (operation, text) => callTwin(twin, operation, text));
}

function wireOver(
  tableName: string,
  send: (operation: string, text: string) => Promise<{ status: number; text: string }>,
): Wire {
  const response: Wire['response'] = (operation, body) =>
    send(operation, typeof body === 'string' ? body : JSON.stringify(body));
  const error = async (operation: string, body: object): Promise<Record<string, string> | undefined> => {
    const { status, text } = await response(operation, body);
    return status === 200 ? undefined : (JSON.parse(text) as Record<string, string>);
  };
  return {
    tableName,
    response,
    outcome: async (operation, body) => (await error(operation, body))?.['__type']?.split('#')[1] ?? 'done',
    message: async (operation, body) => {
      const found = await error(operation, body);
      return found?.['message'] ?? found?.['Message'] ?? '';
    },
    describe: async () => {
      // DynamoDB Local sometimes responds with an internal failure while it creates an index.
      for (let attempt = 1; ; attempt += 1) {
        const { status, text } = await response('DescribeTable', { TableName: tableName });
        if (status === 200) return (JSON.parse(text) as { Table: Record<string, unknown> }).Table;
        if (status < 500 || attempt === 20) throw new Error(`DescribeTable: ${status} ${text}`);
        await sleep(50);
      }
    },
  };
}
