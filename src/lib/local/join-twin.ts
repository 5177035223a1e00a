import { setTimeout as sleep } from 'node:timers/promises';
import { RawSender } from '../client/raw-sender.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { PROXY_PATH } from './front/twin-front.ts';
import { assertKeptTable, readKeptTwin } from './kept-twin.ts';
import { provisionTable } from './provision-table.ts';
import { type RunningTwin, runningTwin, type TwinLimits } from './running-twin.ts';
import { startTwin, type Twin, type TwinOptions } from './twin.ts';

/** Longer than an engine may take to start. */
const START_TIMEOUT_MS = 20_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts the twin of a folder, or uses the one that another process runs there, or is just starting: stopping that one
 * does nothing here.
 * @throws AutodyneError as {@link startTwin} does; `InvalidUsage` where the running one is not as it is asked for
 */
export async function startOrJoinTwin(options: TwinOptions): Promise<Twin> {
  const { folder } = options;
  if (folder === undefined) return startTwin(options);
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await sleep(LOOK_EVERY_MS)) {
    const running = runningTwin(folder);
    if (running !== undefined) return joinTwin(folder, running, options);
    try {
      return await startTwin(options);
    } catch (error) {
      if (!isInUse(error) || Date.now() > deadline) throw error;
    }
  }
}

/** Another process of this machine has a lock of the folder: it is starting a twin there, or ending one. */
function isInUse(error: unknown): boolean {
  return isAutodyneError(error, 'InvalidUsage') && error.details['pid'] !== undefined;
}

async function joinTwin(folder: string, running: RunningTwin, options: TwinOptions): Promise<Twin> {
  assertAsAsked(folder, running, options);
  const kept = readKeptTwin(folder);
  if (kept === undefined) throw new AutodyneError('InvalidInput', `${folder} has lost its twin.json`);
  assertKeptTable(kept, options);
  const { tableName, accessKeyId, secretAccessKey } = kept;
  const { port, region, limits } = running;
  const endpointUrl = `http://127.0.0.1:${port}`;
  const facts = { tableName, region, accessKeyId, secretAccessKey, endpointUrl };
  if (options.partitionKey !== undefined || options.sortKey !== undefined) {
    const client = new RawSender({ ...facts, sessionToken: undefined });
    // The table is there: this compares its key.
    await provisionTable(client, tableName, options).finally(() => client.close());
  }
  return {
    ...facts,
    proxyUrl: `${endpointUrl}${PROXY_PATH}`,
    planUnits: limits.planUnits,
    isNew: false,
    takenPort: undefined,
    joined: running,
    engineEnded: new Promise(() => undefined),
    stop: () => Promise.resolve(),
  };
}

/** The flags that a twin is started with, so that a running one may have been started with others. */
const LIMIT_FLAGS: Readonly<Record<keyof TwinLimits, string>> = {
  enginePath: '--engine',
  backendUrl: '--backend',
  indexDelayMs: '--index-delay',
  planUnits: '--plan-units',
  isThrottled: '--throttle',
  maxReadUnits: '--max-read-units',
  maxWriteUnits: '--max-write-units',
};

function assertAsAsked(folder: string, running: RunningTwin, options: TwinOptions): void {
  const asked: [flag: string, wanted: unknown, actual: unknown][] = [
    ['--port', options.port === 0 ? undefined : options.port, running.port],
    ['--region', options.region, running.region],
    ...(Object.keys(LIMIT_FLAGS) as (keyof TwinLimits)[]).map((name): [string, unknown, unknown] => [
      LIMIT_FLAGS[name],
      options[name],
      running.limits[name],
    ]),
  ];
  const other = asked.find(([, wanted, actual]) => wanted !== undefined && wanted !== actual);
  if (other === undefined) return;
  const [flag] = other;
  throw new AutodyneError(
    'InvalidUsage',
    `the local twin that runs in ${folder} (process ${running.pid}) was started with another ${flag}`,
    {
      details: { pid: running.pid },
      suggestions: [
        `omit ${flag}, or stop that one first, or start another twin: --data FOLDER, or --memory`,
      ],
    },
  );
}
