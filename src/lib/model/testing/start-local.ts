import { RawSender } from '../../client/raw-sender.ts';
import { changeIndexes } from '../../indexes/change-indexes.ts';
import type { KeyAttribute } from '../../items/keys/key-schema.ts';
import { loadTableSchema } from '../../items/read/describe-table.ts';
import { configVars } from '../../local/config-vars.ts';
import { startTwin, type Twin, type TwinOptions } from '../../local/twin.ts';
import { configure } from '../config/configure.ts';
import { declaredIndexes } from '../describe/declared-indexes.ts';
import { describeModels } from '../describe/describe-models.ts';

export interface StartLocalOptions {
  /** A new name unless told. */
  tableName?: string;
  /** `us-east-1` unless told. */
  region?: string;
  /** `id`, a string, unless told. */
  partitionKey?: KeyAttribute;
  /** A free port unless told. */
  port?: number;
  /** Until a new index can be read; 0 unless told. */
  indexDelayMs?: number;
  /** Of the embedded engine's executable, where it is not found by itself. */
  enginePath?: string;
}

/** A local table that models use, until it is stopped. */
export interface LocalTable {
  readonly tableName: string;
  readonly region: string;
  readonly endpointUrl: string;
  readonly proxyUrl: string;
  /** The config vars, for processes and clients that are no models. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes the indexes of models that were defined since. Those that are there are left. */
  createIndexes(): Promise<void>;
  /** Ends it, and what is in it is lost. Models have no connection then until `configure` gives them one. */
  stop(): Promise<void>;
}

/** An engine of this machine is ready at once. */
const POLL_MS = 5;

/**
 * Starts the local table of `autodyne local --memory` in this process, makes the indexes that the models declare which
 * are defined by now, and configures all models to use it.
 * @throws AutodyneError `InvalidSettings` where there is no engine, `InvalidIndex` where models do not fit together
 */
export async function startLocal(options: StartLocalOptions = {}): Promise<LocalTable> {
  const twin = await startTwin(twinOptions(options));
  try {
    configure(connectionTo(twin));
    await createIndexes(twin);
  } catch (error) {
    await stop(twin);
    throw error;
  }
  const { tableName, region, endpointUrl, proxyUrl } = twin;
  return {
    tableName,
    region,
    endpointUrl,
    proxyUrl,
    env: configVars(twin),
    createIndexes: () => createIndexes(twin),
    stop: () => stop(twin),
  };
}

function twinOptions(options: StartLocalOptions): TwinOptions {
  return { port: 0, indexDelayMs: 0, ...options, projectFolder: '.' };
}

function connectionTo(twin: Twin) {
  return {
    ...NO_CONNECTION,
    tableName: twin.tableName,
    region: twin.region,
    endpoint: twin.endpointUrl,
    accessKey: twin.accessKeyId,
    secretKey: twin.secretAccessKey,
  };
}

const NO_CONNECTION = {
  tableName: undefined,
  region: undefined,
  endpoint: undefined,
  accessKey: undefined,
  secretKey: undefined,
  sessionToken: undefined,
  credentials: undefined,
  client: undefined,
};

async function createIndexes(twin: Twin): Promise<void> {
  const models = describeModels().models.filter(
    ({ isShared, table }) => isShared && table === twin.tableName,
  );
  const settings = { ...twin, sessionToken: undefined };
  const client = new RawSender(settings);
  try {
    const { key } = await loadTableSchema(client, twin.tableName);
    const changes = declaredIndexes(models, key);
    await changeIndexes(client, settings, changes, { intervalMs: POLL_MS, isLastAwaited: true });
  } finally {
    client.close();
  }
}

async function stop(twin: Twin): Promise<void> {
  configure(NO_CONNECTION);
  await twin.stop();
}
