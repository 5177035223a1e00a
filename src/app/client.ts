import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createSdkClient } from '../lib/client/client.ts';
import type { ClientOptions } from '../lib/client/client-options.ts';
import { documentClientOver } from '../lib/client/document-client.ts';
import { type SettingsCheck, settingsFrom } from '../lib/settings/check-settings.ts';
import { resolveSettings } from '../lib/settings/resolve-settings.ts';
import type { SettingKey, Settings } from '../lib/settings/settings.ts';
import { countUnits } from '../lib/usage/own/client-units.ts';
import type { UnitsListener } from '../lib/usage/own/minute-counts.ts';
import { DEFAULT_ENV_FILE, readEnvFile } from './env-file.ts';
import { httpsProxyFor } from './https-proxy.ts';

/** What an app may say about its settings; whatever it leaves out is looked for in the environment and in `.env`. */
export interface AppSettings extends Partial<Settings> {
  /** The add-on's name, where it is attached as another than `AUTODYNE`. */
  as?: string;
  /** The settings file; `.env` in the current folder unless told, none for `false`. */
  envFile?: string | false;
}

/** The same, and what a client of the app is to do beside its work. */
export interface AppClientSettings extends AppSettings {
  /**
   * Told once a minute, and when the client is destroyed, what it used of each table. Each request then asks for its consumed capacity, and what
   * you did not ask for yourself is taken out of the response again.
   */
  onUnits?: UnitsListener;
}

/**
 * Decides the settings: those given, else `AUTODYNE_*` in `process.env`, else in `.env`, else the defaults.
 * @throws AutodyneError `InvalidSettings` that names what is missing, or the value that cannot be used.
 */
export function readSettings(given: AppSettings = {}): Settings {
  return decide(given);
}

/**
 * A DynamoDB client for an app, without an argument on Heroku and on your machine alike. It is the command line's own:
 * `AWS_*` variables, profiles and `~/.aws` change nothing, retries are bounded in time, numbers and names are intact.
 * @throws AutodyneError `InvalidSettings`.
 */
export function createClient(
  { onUnits, ...given }: AppClientSettings = {},
  options: ClientOptions = {},
): DynamoDBClient {
  const settings = decide(given, { optional: ['tableName'] });
  const client = createSdkClient(settings, { httpsProxyFor, ...options });
  if (onUnits !== undefined) countUnits(client, onUnits);
  return client;
}

/**
 * A document client (plain JavaScript values in and out) over {@link createClient}. Numbers come back wrapped, as
 * `NumberValue`, so that none is rounded.
 * @throws AutodyneError `InvalidSettings`.
 */
export function createDocumentClient(
  given: AppClientSettings = {},
  options: ClientOptions = {},
): DynamoDBDocumentClient {
  return documentClientOver(createClient(given, options));
}

function decide(given: AppSettings, check: SettingsCheck = {}): Settings {
  const { as, envFile, allowHttp, isReadOnly, planUnits, ...texts } = given;
  const file = envFile === false ? undefined : readEnvFile(envFile);
  const values: Partial<Record<SettingKey, string | undefined>> = {
    ...texts,
    isReadOnly: isReadOnly === undefined ? undefined : String(isReadOnly),
    planUnits: planUnits?.toString(),
  };
  const resolved = resolveSettings({
    given: values,
    givenAs: 'argument',
    env: process.env,
    envFile: { path: file?.path ?? (envFile || DEFAULT_ENV_FILE), variables: file?.variables },
    as,
  });
  return settingsFrom(resolved, { ...check, allowHttp: allowHttp ?? false });
}
