import type { ServiceClient } from '../../client/client-sender.ts';
import type { Backoff } from './backoff.ts';
import type { LogFormat, LoggerSetting, LogLevel } from './logger.ts';

/** All settings of models, with their defaults. */
export interface ModelSettings {
  /** Put before the names of tables that models name, with `_` between; empty for none. */
  namespace: string;
  logger: LoggerSetting;
  /** Messages below this level are not logged. */
  logLevel: LogLevel;
  logFormat: LogFormat;
  /** Keys a BatchGetItem asks for: 1 to 100. */
  batchSize: number;
  readCapacity: number;
  writeCapacity: number;
  capacityMode: 'on_demand' | 'provisioned';
  warnOnScan: boolean;
  errorOnScan: boolean;
  timestamps: boolean;
  /** DescribeTable calls after the first one, until a new table is ACTIVE. */
  syncRetryMaxTimes: number;
  syncRetryWaitSeconds: number;
  /** Numbers in maps and raw values are JavaScript numbers, even if digits are lost. */
  convertBigDecimal: boolean;
  modelsDir: string;
  /** An IANA name, `utc` or `local`: of times without an offset, and of days. */
  applicationTimezone: string;
  /** Of datetimes that are stored as text. */
  dynamodbTimezone: string;
  storeDatetimeAsString: boolean;
  storeDateAsString: boolean;
  storeBooleanAsNative: boolean;
  storeBinaryAsNative: boolean;
  storeAttributeWithNullValue: boolean;
  storeEmptyStringAsNull: boolean;
  backoff: Backoff | undefined;
  /** `undefined`: where the endpoint is loopback. */
  createTableOnSave: boolean | undefined;
  naming: 'camel' | 'snake';
  identityMap: boolean;
}

/** Any of them, or `undefined`: as if it had not been given. */
type Unset<T> = { [K in keyof T]?: T[K] | undefined };

/** The options of `configure`: any setting, and the connection. */
export interface ModelConfiguration extends Unset<Omit<ModelSettings, 'namespace'>> {
  /** Put before the names of tables that models name; null for none. */
  namespace?: string | null | undefined;
  accessKey?: string | undefined;
  secretKey?: string | undefined;
  sessionToken?: string | undefined;
  /** Wins over the two keys. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
  region?: string | undefined;
  /** A server that speaks DynamoDB's protocol. */
  endpoint?: string | undefined;
  /** The table of all models that name none. */
  tableName?: string | undefined;
  isReadOnly?: boolean | undefined;
  /** Plain `http:` to a host that is not loopback. */
  allowHttp?: boolean | undefined;
  /** The add-on's name, where it is attached as another than `AUTODYNE`. */
  as?: string | undefined;
  /** The settings file; `.env` in the current folder unless told, none for `false`. */
  envFile?: string | false | undefined;
  /** An app's own client of the SDK, low-level or document. Settings of the connection are then its own. */
  client?: ServiceClient | undefined;
  /** The longest time until a response begins, and between two parts of it. */
  requestTimeoutMs?: number | undefined;
  /** Store names and binary as Dynamoid does, for a table shared with a Ruby app. */
  rubyCompatible?: boolean | undefined;
}

export const DEFAULT_MODEL_SETTINGS: ModelSettings = {
  namespace: '',
  logger: true,
  logLevel: 'info',
  logFormat: 'compact',
  batchSize: 100,
  readCapacity: 100,
  writeCapacity: 20,
  capacityMode: 'on_demand',
  warnOnScan: true,
  errorOnScan: false,
  timestamps: true,
  syncRetryMaxTimes: 60,
  syncRetryWaitSeconds: 2,
  convertBigDecimal: false,
  modelsDir: './src/models',
  applicationTimezone: 'utc',
  dynamodbTimezone: 'utc',
  storeDatetimeAsString: false,
  storeDateAsString: false,
  storeBooleanAsNative: true,
  storeBinaryAsNative: true,
  storeAttributeWithNullValue: false,
  storeEmptyStringAsNull: true,
  backoff: undefined,
  createTableOnSave: undefined,
  naming: 'camel',
  identityMap: false,
};

/** All names that `configure` takes. */
export const CONFIGURATION_KEYS: ReadonlySet<string> = new Set<keyof ModelConfiguration>([
  ...(Object.keys(DEFAULT_MODEL_SETTINGS) as (keyof ModelSettings)[]),
  'accessKey',
  'secretKey',
  'sessionToken',
  'credentials',
  'region',
  'endpoint',
  'tableName',
  'isReadOnly',
  'allowHttp',
  'as',
  'envFile',
  'client',
  'requestTimeoutMs',
  'rubyCompatible',
]);
