import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createSdkClient } from '../lib/client/client.ts';
import type { ClientOptions } from '../lib/client/client-options.ts';
import { documentClientOver } from '../lib/client/document-client.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { countUnits } from '../lib/usage/own/client-units.ts';
import type { UnitsListener } from '../lib/usage/own/minute-counts.ts';
import { httpsProxyFor } from './https-proxy.ts';
import { type AppSettings, decideSettings } from './settings.ts';

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
  return decideSettings(given);
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
  const settings = decideSettings(given, { optional: ['tableName'] });
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
