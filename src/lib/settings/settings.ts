/** Everything that autodyne needs to know, decided once and passed down; see `docs/architecture.md`, Settings. */
export interface Settings {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
  region: string;
  tableName: string;
  /** A server that speaks DynamoDB's protocol; `undefined` is AWS in {@link Settings.region}. */
  endpointUrl: string | undefined;
  /** The URL for index changes; `direct` calls UpdateTable on DynamoDB itself. */
  proxyUrl: string;
  /** `undefined` is AWS's CloudWatch in {@link Settings.region}. */
  cloudwatchUrl: string | undefined;
  isReadOnly: boolean;
  /** Request units (reads + 5 x writes) that the plan includes a month. */
  planUnits: number;
  /** Plain `http:` to a host that is not loopback, which is refused unless asked for. */
  allowHttp: boolean;
}

export type SettingKey = Exclude<keyof Settings, 'allowHttp'>;

/** `argument` is a value that an app passed to the library. */
export type SettingSource = 'flag' | 'argument' | 'environment' | 'file' | 'default' | 'missing';

export interface ResolvedSetting {
  key: SettingKey;
  /** The variable's full name, prefix included. */
  variable: string;
  value: string | undefined;
  source: SettingSource;
  /** The source for messages: `--region`, `environment`, the file's path. */
  from: string;
  isSecret: boolean;
  isRequired: boolean;
}

/** One row of the table of settings: variable name after the prefix, the flag's name, the default. */
export interface SettingRow {
  key: SettingKey;
  suffix: string;
  flag?: string;
  defaultValue?: string;
  isSecret?: boolean;
  isRequired?: boolean;
}

export const DEFAULT_PREFIX = 'AUTODYNE';
export const DEFAULT_PROXY_URL = 'https://api.autodyne.mixable.net/dynamodb';
/** The Developer plan's request units a month. */
export const DEFAULT_PLAN_UNITS = 19_600_000;

export const SETTING_ROWS: readonly SettingRow[] = [
  { key: 'accessKeyId', suffix: 'AWS_ACCESS_KEY_ID', isSecret: true, isRequired: true },
  { key: 'secretAccessKey', suffix: 'AWS_SECRET_ACCESS_KEY', isSecret: true, isRequired: true },
  { key: 'sessionToken', suffix: 'AWS_SESSION_TOKEN', isSecret: true },
  { key: 'region', suffix: 'AWS_DEFAULT_REGION', flag: 'region', isRequired: true },
  { key: 'tableName', suffix: 'TABLE_NAME', flag: 'table', isRequired: true },
  { key: 'endpointUrl', suffix: 'ENDPOINT_URL', flag: 'endpoint-url' },
  { key: 'proxyUrl', suffix: 'PROXY_URL', flag: 'proxy-url', defaultValue: DEFAULT_PROXY_URL },
  { key: 'cloudwatchUrl', suffix: 'CLOUDWATCH_URL' },
  { key: 'isReadOnly', suffix: 'READONLY', flag: 'read-only', defaultValue: '0' },
  { key: 'planUnits', suffix: 'PLAN_UNITS', flag: 'plan-units', defaultValue: String(DEFAULT_PLAN_UNITS) },
];
