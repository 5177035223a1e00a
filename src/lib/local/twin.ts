import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { RawSender } from '../client/raw-sender.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import type { HttpResponse } from '../http/http-message.ts';
import { parseJson } from '../json/parse-json.ts';
import type { TwinFacts } from './config-vars.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import type { EngineEnd } from './engine/engine-process.ts';
import type { EngineSearch } from './engine/find-engine.ts';
import { type TwinIdentity, tableArn } from './front/access-policy.ts';
import { Backend } from './front/backend.ts';
import { RequestChecker } from './front/check-request.ts';
import type { DynamoDbFrontOptions } from './front/dynamodb-front.ts';
import { type LoopbackServer, type RequestHandler, serveLoopback } from './front/http-server.ts';
import { IndexChanges } from './front/index-changes.ts';
import { IndexCounts } from './front/index-counts.ts';
import { handleTwinRequest, PROXY_PATH } from './front/twin-front.ts';
import { handleWatchedRequest, type ServedRequest } from './front/watched-request.ts';
import {
  assertKeptTable,
  dataFileIn,
  type KeptTwin,
  keepTwin,
  prepareFolder,
  readKeptTwin,
} from './kept-twin.ts';
import { countFilling } from './meter/index-filling.ts';
import { Throttle } from './meter/throttle.ts';
import { UsageMeter } from './meter/usage-meter.ts';
import { newCredentials, newTableName } from './new-credentials.ts';
import { provisionTable, type WantedKey } from './provision-table.ts';
import { type RunningTwin, recordRunning, type TwinLimits } from './running-twin.ts';

export interface TwinOptions extends WantedKey, EngineSearch, TwinLimits {
  /** For data and credentials; in memory, and lost at the end, when not given. */
  folder?: string | undefined;
  /** The port to listen at; 0 for a free one. The kept one, or {@link DEFAULT_PORT} if it is free, unless given. */
  port?: number | undefined;
  tableName?: string | undefined;
  region?: string | undefined;
  /** It is to end with a command. */
  isForCommand?: boolean | undefined;
  /** Pass requests and responses through without counting: for comparison in the bench. */
  isUnmetered?: boolean | undefined;
  /** Called with each request once it is responded to; it must not throw. */
  onRequest?: ((served: ServedRequest) => void) | undefined;
  /** Called when usage could not be written; it is counted in memory, and writing is tried again. */
  onUsageUnwritten?: ((error: unknown) => void) | undefined;
  /** Called when the engine ended by itself and is about to be started again, on the data in `folder`. */
  onEngineRestart?: ((end: EngineEnd) => void) | undefined;
}

/** A running local twin. */
export interface Twin extends TwinFacts {
  /** The table was created by this start. */
  isNew: boolean;
  /** The kept port, if another program uses it, so that this start listens on another one. */
  takenPort: number | undefined;
  /** Another process runs it, and this one uses it. */
  joined?: RunningTwin;
  /** Resolves when the engine has ended by itself and is not started again: the twin does not work any more. */
  readonly engineEnded: Promise<EngineEnd>;
  /** Lets requests under way finish, then ends server and engine. */
  stop(): Promise<void>;
}

/** Fixed, so that a `.env` stays right. */
const DEFAULT_PORT = 8626;
const DEFAULT_REGION = 'us-east-1';
/** Engines have no accounts, and an ARN needs one. */
const ACCOUNT_ID = '000000000000';
const DEFAULT_INDEX_DELAY_MS = 400;

/**
 * Starts the local twin of the add-on: an engine with one table, and in front of it a server on the loopback address
 * that behaves as AWS does to the restricted user, with the proxy at `/dynamodb`.
 * @throws AutodyneError as {@link startEngine} does; `InvalidUsage` when the port is in use, or the kept table is not
 *   the one asked for.
 */
export async function startTwin(options: TwinOptions): Promise<Twin> {
  const { folder } = options;
  const kept = folder === undefined ? undefined : readKeptTwin(folder);
  const facts = chooseFacts(options, kept);
  if (folder !== undefined) prepareFolder(folder);
  const engine =
    options.backendUrl === undefined ? await startOwnEngine(options) : otherServer(options.backendUrl);
  let usage: Usage | undefined;
  try {
    const { isNew, key } = await provision(engine, facts, options);
    if (options.isUnmetered !== true) usage = await openUsage(facts, options);
    const { meter } = usage ?? {};
    const backend = new Backend(engine, facts);
    const front = { ...frontOptions({ facts, backend, engine, meter }, options), ...usage };
    const { onRequest } = options;
    const watcher = onRequest && { key, onRequest };
    const { server, takenPort } = await serve(options, kept?.port, (request) =>
      watcher === undefined
        ? handleTwinRequest(request, front)
        : handleWatchedRequest(request, front, watcher),
    );
    const forget = folder === undefined ? undefined : keep(folder, { facts, options, kept, server });
    const endpointUrl = `http://127.0.0.1:${server.port}`;
    const stop = async (): Promise<void> => {
      forget?.();
      await server.close();
      backend.close();
      meter?.close();
      await engine.stop();
    };
    const proxyUrl = `${endpointUrl}${PROXY_PATH}`;
    const { planUnits } = options;
    return { ...facts, endpointUrl, proxyUrl, planUnits, isNew, takenPort, engineEnded: engine.ended, stop };
  } catch (error) {
    usage?.meter.close();
    await engine.stop();
    throw error;
  }
}

type ChosenFacts = Omit<KeptTwin, 'port'>;

function chooseFacts(options: TwinOptions, kept: KeptTwin | undefined): ChosenFacts {
  if (kept !== undefined) assertKeptTable(kept, options);
  const { accessKeyId, secretAccessKey } = kept ?? newCredentials();
  return {
    tableName: options.tableName ?? kept?.tableName ?? newTableName(),
    region: options.region ?? kept?.region ?? DEFAULT_REGION,
    accessKeyId,
    secretAccessKey,
  };
}

function startOwnEngine(options: TwinOptions): Promise<Engine> {
  const dataFile = options.folder === undefined ? undefined : dataFileIn(options.folder);
  return startEngine({ ...options, path: options.enginePath, dataFile, onRestart: options.onEngineRestart });
}

/** A server that is running already, and is not stopped. */
function otherServer(url: string): Engine {
  return { url, ended: new Promise(() => {}), stop: () => Promise.resolve() };
}

function provision(engine: Engine, facts: ChosenFacts, wanted: WantedKey): ReturnType<typeof provisionTable> {
  return withClient(engine, facts, (client) => provisionTable(client, facts.tableName, wanted));
}

/** A client of the engine itself. */
async function withClient<T>(
  engine: Engine,
  facts: ChosenFacts,
  use: (client: RawSender) => Promise<T>,
): Promise<T> {
  const client = new RawSender({ ...facts, sessionToken: undefined, endpointUrl: engine.url });
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

interface Usage {
  meter: UsageMeter;
  throttle: Throttle;
}

async function openUsage(facts: ChosenFacts, options: TwinOptions): Promise<Usage> {
  const { folder, planUnits, isThrottled, maxReadUnits, maxWriteUnits, onUsageUnwritten } = options;
  const throttle = new Throttle({
    monthUnits: isThrottled === true ? planUnits : undefined,
    maxReadUnits,
    maxWriteUnits,
    resource: tableArn(identityOf(facts)),
  });
  const meter = await UsageMeter.open({
    tableName: facts.tableName,
    folder,
    planUnits,
    onUnits: (units) => throttle.spend(units),
    onWriteFailure: onUsageUnwritten,
  });
  return { meter, throttle };
}

function identityOf({ region, tableName }: ChosenFacts): TwinIdentity {
  return { region, tableName, accountId: ACCOUNT_ID };
}

/**
 * The port asked for, or else the kept one, or else the default; the latter two are replaced by a free one if in use.
 */
async function serve(
  { port, folder }: TwinOptions,
  keptPort: number | undefined,
  response: RequestHandler,
): Promise<{ server: LoopbackServer; takenPort: number | undefined }> {
  const wanted = port ?? keptPort ?? (folder === undefined ? 0 : DEFAULT_PORT);
  try {
    return { server: await serveLoopback(wanted, response), takenPort: undefined };
  } catch (error) {
    if (port !== undefined || !isAutodyneError(error, 'InvalidUsage')) throw error;
    return { server: await serveLoopback(0, response), takenPort: keptPort };
  }
}

interface TwinToKeep {
  facts: ChosenFacts;
  options: TwinOptions;
  kept: KeptTwin | undefined;
  server: LoopbackServer;
}

/** Keeps the facts for the next start, and records that the twin runs. Returns the function that ends the record. */
function keep(folder: string, { facts, options, kept, server }: TwinToKeep): () => void {
  keepTwin(folder, { ...kept, ...facts, port: keptPort(options, kept, server) });
  const { planUnits, isThrottled, maxReadUnits, maxWriteUnits } = options;
  const { indexDelayMs, enginePath, backendUrl, isForCommand = false } = options;
  return recordRunning(folder, {
    port: server.port,
    region: facts.region,
    isForCommand,
    limits: { planUnits, isThrottled, maxReadUnits, maxWriteUnits, indexDelayMs, enginePath, backendUrl },
  });
}

/** A port that was asked for is kept, but not the free one of `--port 0`, nor one that replaces a port in use. */
function keptPort({ port }: TwinOptions, kept: KeptTwin | undefined, server: LoopbackServer): number {
  return kept !== undefined && (port === undefined || port === 0) ? kept.port : server.port;
}

interface TwinParts {
  facts: ChosenFacts;
  backend: Backend;
  engine: Engine;
  meter: UsageMeter | undefined;
}

function frontOptions(
  { facts, backend, engine, meter }: TwinParts,
  options: TwinOptions,
): DynamoDbFrontOptions {
  // Another server has its own messages.
  const isEmbeddedEngine = options.backendUrl === undefined;
  const checker = isEmbeddedEngine ? checkerFor(facts, backend) : undefined;
  const { tableName } = facts;
  const scan = (body: string): Promise<HttpResponse> => backend.call('Scan', Buffer.from(body));
  const indexCounts = isEmbeddedEngine ? new IndexCounts({ tableName, scan }) : undefined;
  return {
    identity: identityOf(facts),
    credentialsOf: (accessKeyId) =>
      accessKeyId === facts.accessKeyId ? { secretAccessKey: facts.secretAccessKey } : undefined,
    backend,
    isEmbeddedEngine,
    checker,
    indexCounts,
    indexChanges: new IndexChanges({
      tableName,
      delayMs: options.indexDelayMs ?? DEFAULT_INDEX_DELAY_MS,
      call: async (operation, body) => {
        const response = await backend.call(operation, Buffer.from(body));
        if (operation === 'UpdateTable') {
          checker?.forgetTable();
          indexCounts?.forget();
        }
        return response;
      },
      onChanged: (call) => meter && countFilling(call, meter, (use) => withClient(engine, facts, use)),
    }),
  };
}

function checkerFor({ tableName }: ChosenFacts, backend: Backend): RequestChecker {
  return new RequestChecker(async () => {
    const body = Buffer.from(JSON.stringify({ TableName: tableName }));
    const response = await backend.call('DescribeTable', body);
    if (response.status !== 200) return undefined;
    return (parseJson(response.body) as { Table?: TableDescription }).Table;
  });
}
