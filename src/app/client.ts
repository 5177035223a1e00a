import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createSdkClient } from '../lib/client/client.ts';
import type { ClientOptions } from '../lib/client/client-options.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { countUnits } from '../lib/usage/own/client-units.ts';
import type { UnitsListener } from '../lib/usage/own/minute-counts.ts';
import { type DocumentNumbers, numberReader, readingNumbers } from './document-numbers.ts';
import { httpsProxyFor } from './https-proxy.ts';
import { type AppSettings, decideSettings } from './settings.ts';

export interface AppClientSettings extends AppSettings {
  /**
   * Called once a minute, and when the client is destroyed, with the units that it used of each table. Each request then
   * has `ReturnConsumedCapacity`; the response contains `ConsumedCapacity` only if you requested it yourself.
   */
  onUnits?: UnitsListener;
}

/**
 * Resolves the settings: those given, else `AUTODYNE_*` in `process.env`, else in `.env`, else the defaults.
 * @throws AutodyneError `InvalidSettings` that names the missing setting, or the invalid value.
 */
export function readSettings(given: AppSettings = {}): Settings {
  return decideSettings(given);
}

/**
 * A DynamoDB client for an app. It needs no arguments, on Heroku and on your machine. It is the client of the command line:
 * `AWS_*` variables, profiles and `~/.aws` are ignored, retries are limited in time, numbers and names stay intact.
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

export interface DocumentClientSettings extends AppClientSettings {
  /** What the numbers of items are read as; `'number'` by default. */
  numbers?: DocumentNumbers;
}

/**
 * A document client (plain JavaScript values in and out) over {@link createClient}. Numbers are plain JavaScript numbers,
 * and none is ever rounded: one that would be ends `send` with an error that names its attribute, unless `numbers` asks for
 * another form.
 * @throws AutodyneError `InvalidSettings`; from `send`, `PrecisionError`.
 */
export function createDocumentClient(
  { numbers = 'number', ...given }: DocumentClientSettings = {},
  options: ClientOptions = {},
): DynamoDBDocumentClient {
  const read = numberReader(numbers);
  return readingNumbers(createClient(given, options), read);
}
