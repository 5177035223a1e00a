import type { ServiceClient } from '../../client/client-sender.ts';
import { clientHandedIn, HandedInClient, type SdkClient } from '../../client/handed-in-client.ts';
import { RawSender } from '../../client/raw-sender.ts';
import type { TraceListener } from '../../client/trace.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Logger, type LogLevel, logTo, operationLine } from './logger.ts';
import {
  CONFIGURATION_KEYS,
  DEFAULT_MODEL_SETTINGS,
  type ModelConfiguration,
  type ModelSettings,
} from './model-settings.ts';
import { settingsOfTexts } from './setting-texts.ts';

/** Access to the process, given by the entry point: lib does not read the environment. */
export interface ModelEnvironment {
  /** The connection settings: those given, else the environment, else `.env`. */
  settings(given: ModelConfiguration): Settings;
  /** The environment and `.env`: a variable by the end of its name, `NAMESPACE` for `AUTODYNE_NAMESPACE`. */
  variables(given: ModelConfiguration): (suffix: string) => string | undefined;
  client(settings: Settings, given: ModelConfiguration, onTrace: TraceListener): ServiceClient;
  /** Writes to stderr. */
  logger: Logger;
}

let given: ModelConfiguration = {};
let environment: ModelEnvironment | undefined;
let generation = 0;
let decided:
  | { settings: ModelSettings; tableName: string | undefined; client: ServiceClient | undefined }
  | undefined;

/**
 * Sets how models behave; what was set before and is not named stays, what is `undefined` is as if it had never been
 * set. It holds from the next call of a model on: connections, and names of tables, are decided again.
 * @throws AutodyneError `InvalidSettings`
 */
export function configure(settings: ModelConfiguration): void {
  for (const name of Object.keys(settings)) checkKey(name);
  if (settings.batchSize !== undefined) checkBatchSize(settings.batchSize);
  given = { ...given, ...settings };
  changed();
}

/** Tells where settings are looked for that nobody gave. Called once, by the package's entry point. */
export function provideEnvironment(provided: ModelEnvironment): void {
  environment = provided;
  changed();
}

function changed(): void {
  generation += 1;
  decided = undefined;
}

/** Counts the times that settings changed: what was derived from older ones is derived again. */
export function settingsGeneration(): number {
  return generation;
}

/** The settings that hold now. @throws AutodyneError `InvalidSettings` */
export function modelSettings(): ModelSettings {
  return decide().settings;
}

/** The table of all models that name none; undefined where nothing names one. */
export function sharedTableName(): string | undefined {
  return decide().tableName;
}

/**
 * What requests leave by where no client was handed in for some calls: the one of `configure`, else one of the settings.
 * Made when it is first needed.
 * @throws AutodyneError `InvalidSettings` that names what is missing
 */
export function configuredClient(): ServiceClient {
  const now = decide();
  now.client ??= given.client === undefined ? ownClient() : clientOf(given.client);
  return now.client;
}

const handedIn = new WeakMap<object, { client: ServiceClient; readOnly: boolean }>();

/**
 * A client that an app handed in, which AUTODYNE_READONLY holds for too; the same one for the same client, so that models
 * over it share records and transactions.
 * @throws AutodyneError `InvalidUsage`
 */
export function clientOf(client: ServiceClient): ServiceClient {
  if (client instanceof RawSender || client instanceof HandedInClient) return client;
  const readOnly = isReadOnly();
  const known = handedIn.get(client);
  if (known?.readOnly === readOnly) return known.client;
  const made = clientHandedIn(client as SdkClient, { readOnly });
  handedIn.set(client, { client: made, readOnly });
  return made;
}

function ownClient(): ServiceClient {
  if (environment === undefined) throw new TypeError('models begin with the package autodyne/model');
  return environment.client(environment.settings(given), given, traceListener());
}

/** Says something at a level, where settings let it through. */
export function log(level: LogLevel, message: string): void {
  const { logger, logLevel } = modelSettings();
  const target = logger === true ? environment?.logger : logger === false ? undefined : logger;
  logTo(target, { logLevel, level, message });
}

function traceListener(): TraceListener {
  return ({ operation, durationMs, outcome, requestId }) => {
    const { logFormat } = modelSettings();
    log('debug', operationLine({ operation, durationMs, outcome, requestId }, logFormat));
  };
}

function decide(): NonNullable<typeof decided> {
  if (decided !== undefined) return decided;
  const variable = environment?.variables(given) ?? (() => undefined);
  const preset = given.rubyCompatible === true ? RUBY_COMPATIBLE : {};
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const settings: ModelSettings = {
    ...DEFAULT_MODEL_SETTINGS,
    ...preset,
    ...settingsOfTexts(variable),
    ...chosen,
    namespace: (given.namespace === undefined ? variable('NAMESPACE') : given.namespace) ?? '',
  };
  checkBatchSize(settings.batchSize);
  decided = { settings, tableName: given.tableName ?? variable('TABLE_NAME'), client: undefined };
  return decided;
}

/** As Dynamoid stores what it can store in two ways. */
const RUBY_COMPATIBLE: Partial<ModelSettings> = { naming: 'snake', storeBinaryAsNative: false };

function isReadOnly(): boolean {
  const text = environment?.variables(given)('READONLY')?.toLowerCase();
  return given.isReadOnly ?? (text !== undefined && !['', '0', 'false', 'no', 'off'].includes(text));
}

function checkKey(name: string): void {
  if (CONFIGURATION_KEYS.has(name)) return;
  const near = closest(name, [...CONFIGURATION_KEYS]);
  throw new AutodyneError('InvalidSettings', `configure has no setting "${name}"`, {
    suggestions: near === undefined ? [] : [`did you mean ${near}?`],
  });
}

function checkBatchSize(batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 100) return;
  throw new AutodyneError('InvalidSettings', `batchSize is not a whole number from 1 to 100: ${batchSize}`, {
    suggestions: ['DynamoDB takes at most 100 keys in one BatchGetItem'],
  });
}
