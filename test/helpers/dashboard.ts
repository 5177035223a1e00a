import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import type { CommonFlagValues } from '../../src/cli/flags/flags.ts';
import { openDashboard } from '../../src/dashboard/open-dashboard.ts';
import { RawSender } from '../../src/lib/client/raw-sender.ts';
import { DEFAULT_RETRY_POLICY } from '../../src/lib/client/retry-policy.ts';
import { DEFAULT_PLAN_UNITS, type Settings } from '../../src/lib/settings/settings.ts';
import { UnitMeter } from '../../src/lib/usage/unit-meter.ts';

/** A response with its whole body. */
export interface RawResponse {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
  json(): never;
}

export interface RawRequest {
  method?: string;
  path?: string;
  /** As they are sent: no Host, no type is added. */
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** Sends a request as it stands, as curl would: a path is not tidied, and Host is what is said. */
export function sendRaw(
  port: number,
  { method = 'GET', path = '/', headers = {}, body }: RawRequest,
): Promise<RawResponse> {
  const isChunked = 'transfer-encoding' in headers;
  const length = body === undefined || isChunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const withHost = 'host' in headers ? headers : { host: `127.0.0.1:${port}`, ...headers };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { ...withHost, ...length },
        setHost: false,
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          const json = (): never => JSON.parse(text) as never;
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json });
        });
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** The page's files, as the build names them. */
export function writePage(folder: string): void {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'app-T3sT.js'), 'export {};');
  writeFileSync(join(folder, 'app-T3sT.css'), 'body {}');
  writeFileSync(join(folder, 'secret.txt'), 'no file of the page');
}

/** Where no page was built, one stands in for it, until the next build: the binary serves what is there. */
export function usePage(): void {
  const folder = fileURLToPath(new URL('../../dist/web', import.meta.url));
  if (existsSync(join(folder, 'index.html'))) return;
  mkdirSync(folder, { recursive: true });
  writePage(folder);
}

export interface TestDashboard {
  readonly port: number;
  /** Lines that were printed for the person. */
  readonly told: string[];
  newCode(): string;
  /** A request of the page itself, with a session's token. */
  ask(method: string, path: string, body?: unknown): Promise<RawResponse>;
}

/**
 * A dashboard of a table, over HTTP, for the tests beside the call.
 * @param env the config vars of the table
 */
export function useDashboard(
  env: () => Record<string, string>,
  options: Partial<Settings> & { isConfirmed?: boolean; flags?: CommonFlagValues } = {},
): TestDashboard {
  const folder = mkdtempSync(join(tmpdir(), 'autodyne-page-'));
  const told: string[] = [];
  let opened: Awaited<ReturnType<typeof openDashboard>> | undefined;
  let client: RawSender | undefined;
  let token: Promise<string> | undefined;
  const dashboard = (): NonNullable<typeof opened> => {
    if (opened === undefined) throw new Error('the dashboard is there only once the tests run');
    return opened;
  };
  beforeAll(async () => {
    writePage(folder);
    const { isConfirmed = false, flags = {}, ...given } = options;
    const settings = { ...settingsOf(env()), ...given };
    client = new RawSender(settings);
    opened = await openDashboard({
      context: { settings, client, clientOptions: {}, retry: DEFAULT_RETRY_POLICY },
      meter: new UnitMeter(),
      flags,
      planUnits: undefined,
      isConfirmed,
      port: 0,
      isOpened: false,
      takesEnter: false,
      tell: (line) => told.push(line),
      webFolder: folder,
    });
  });
  afterAll(async () => {
    await opened?.close();
    client?.close();
    rmSync(folder, { recursive: true });
  });
  const newCode = (): string => new URL(dashboard().newLink()).hash.slice('#code='.length);
  const newToken = async (): Promise<string> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ code: newCode() });
    const response = await sendRaw(dashboard().port, { method: 'POST', path: '/api/session', headers, body });
    return (response.json() as { token: string }).token;
  };
  return {
    told,
    newCode,
    get port() {
      return dashboard().port;
    },
    async ask(method, path, body) {
      token ??= newToken();
      const headers = {
        authorization: `Bearer ${await token}`,
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { origin: `http://127.0.0.1:${dashboard().port}` }),
      };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return sendRaw(dashboard().port, {
        method,
        path,
        headers,
        ...(body === undefined ? {} : { body: text }),
      });
    },
  };
}

/** The lines of `POST /api/items`. */
export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function settingsOf(env: Record<string, string>): Settings {
  return {
    accessKeyId: env['AUTODYNE_AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AUTODYNE_AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: undefined,
    region: env['AUTODYNE_AWS_DEFAULT_REGION'] ?? '',
    tableName: env['AUTODYNE_TABLE_NAME'] ?? '',
    endpointUrl: env['AUTODYNE_ENDPOINT_URL'],
    proxyUrl: env['AUTODYNE_PROXY_URL'] ?? 'direct',
    cloudwatchUrl: env['AUTODYNE_CLOUDWATCH_URL'],
    isReadOnly: false,
    planUnits: DEFAULT_PLAN_UNITS,
    allowHttp: false,
  };
}
