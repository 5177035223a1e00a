import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { startTwin, type Twin, type TwinOptions } from '../../../src/lib/local/twin.ts';
import { COMPILE_CACHE, type SpawnResult, spawnCli } from '../../helpers/spawn-cli.ts';

const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));

/** A run of `autodyne dashboard`. */
export interface RunningDashboard {
  /** The link with its code, which works once. */
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** A twin with a client of its own and the built command line beside it, for the tests of one file. */
export interface DashboardTwin {
  readonly twin: Twin;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Runs a command in its environment. */
  run(...argv: string[]): Promise<SpawnResult>;
  /** Starts `autodyne dashboard --no-open --json`; it ends with the tests at the latest. */
  open(...flags: string[]): Promise<RunningDashboard>;
}

/** Starts a twin in memory, and ends all that was started beside it after the tests. */
export function useDashboardTwin(options: TwinOptions = {}): DashboardTwin {
  let twin: Twin | undefined;
  let client: DynamoDBClient | undefined;
  let folder = '';
  const running: RunningDashboard[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autodyne-browser-'));
    twin = await startTwin({ port: 0, indexDelayMs: 0, ...options });
    const { region, accessKeyId, secretAccessKey, endpointUrl: endpoint } = twin;
    client = new DynamoDBClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
  });
  afterAll(async () => {
    await Promise.all(running.map((dashboard) => dashboard.stop()));
    client?.destroy();
    await twin?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const there = (): Twin => {
    if (twin === undefined) throw new Error('the twin is there only once the tests run');
    return twin;
  };
  return {
    get twin() {
      return there();
    },
    get client() {
      if (client === undefined) throw new Error('the client is there only once the tests run');
      return client;
    },
    get tableName() {
      return there().tableName;
    },
    run: (...argv) => spawnCli(argv, { env: environmentOf(there()), cwd: folder }),
    async open(...flags) {
      const dashboard = await startDashboard(environmentOf(there()), folder, flags);
      running.push(dashboard);
      return dashboard;
    },
  };
}

function environmentOf(twin: Twin): Record<string, string> {
  return {
    AUTODYNE_AWS_ACCESS_KEY_ID: twin.accessKeyId,
    AUTODYNE_AWS_SECRET_ACCESS_KEY: twin.secretAccessKey,
    AUTODYNE_AWS_DEFAULT_REGION: twin.region,
    AUTODYNE_TABLE_NAME: twin.tableName,
    AUTODYNE_ENDPOINT_URL: twin.endpointUrl,
    AUTODYNE_PROXY_URL: twin.proxyUrl,
  };
}

/** Starts the command in an environment with nothing but PATH, a home in `cwd`, and what is given. */
export async function startDashboard(
  env: Record<string, string>,
  cwd: string,
  flags: readonly string[],
): Promise<RunningDashboard> {
  const child = spawn(process.execPath, [bin, 'dashboard', '--no-open', '--json', ...flags], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, XDG_STATE_HOME: cwd, ...COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const started = await new Promise<{ url: string; port: number }>((resolve, reject) => {
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.trimEnd().endsWith('}')) resolve(JSON.parse(stdout) as { url: string; port: number });
    });
    void ended.then(() => reject(new Error(`the dashboard ended: ${stderr}`)));
  });
  return {
    ...started,
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}
