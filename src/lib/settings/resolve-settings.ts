import { AutodyneError } from '../errors/autodyne-error.ts';
import {
  DEFAULT_PREFIX,
  type ResolvedSetting,
  SETTING_ROWS,
  type SettingKey,
  type SettingRow,
  type Settings,
} from './settings.ts';

export interface SettingsInput {
  /** Flag values by flag name (`region`, `table` …); absent or undefined means not given. */
  flags?: Readonly<Record<string, string | undefined>>;
  env: Readonly<Record<string, string | undefined>>;
  /** The parsed `.env` file, if there is one. */
  envFile?: Readonly<Record<string, string | undefined>> | undefined;
  /** The add-on's name, `--as NAME`: replaces the prefix AUTODYNE. */
  prefix?: string | undefined;
}

/**
 * Decides each setting's value and says where it came from: flag > environment > `.env` file > default.
 * Pure; an empty string counts as not given, so that `AUTODYNE_ENDPOINT_URL= autodyne …` switches one off.
 */
export function resolveSettings(input: SettingsInput): ResolvedSetting[] {
  const prefix = (input.prefix ?? DEFAULT_PREFIX).toUpperCase();
  return SETTING_ROWS.map((row) => resolveOne(row, `${prefix}_${row.suffix}`, input));
}

function resolveOne(row: SettingRow, variable: string, input: SettingsInput): ResolvedSetting {
  const candidates = [
    { source: 'flag', value: row.flag === undefined ? undefined : input.flags?.[row.flag] },
    { source: 'environment', value: input.env[variable] },
    // An empty environment variable hides the file's value: it was set, to nothing.
    { source: '.env file', value: input.env[variable] === '' ? undefined : input.envFile?.[variable] },
    { source: 'default', value: row.defaultValue },
  ] as const;
  const found = candidates.find((candidate) => candidate.value !== undefined && candidate.value !== '');
  return {
    key: row.key,
    variable,
    value: found?.value,
    source: found?.source ?? 'missing',
    isSecret: row.isSecret ?? false,
    isRequired: row.isRequired ?? false,
  };
}

/**
 * Turns resolved settings into {@link Settings}.
 * @throws AutodyneError `InvalidSettings` that names each missing variable, where it was looked for and the ways out,
 *   or the first value that cannot be used.
 */
export function settingsFrom(resolved: readonly ResolvedSetting[], allowHttp = false): Settings {
  const missing = resolved.filter((setting) => setting.isRequired && setting.value === undefined);
  if (missing.length > 0) throw missingSettings(missing);
  const value = (key: SettingKey): string | undefined => resolved.find((s) => s.key === key)?.value;
  const settings: Settings = {
    accessKeyId: value('accessKeyId') ?? '',
    secretAccessKey: value('secretAccessKey') ?? '',
    sessionToken: value('sessionToken'),
    region: value('region') ?? '',
    tableName: value('tableName') ?? '',
    endpointUrl: value('endpointUrl'),
    proxyUrl: value('proxyUrl') ?? '',
    isReadOnly: isTrue(value('isReadOnly')),
    planUnits: Number(value('planUnits')),
    allowHttp,
  };
  checkSettings(settings, resolved);
  return settings;
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && !['0', 'false', 'no', 'off'].includes(text.toLowerCase());
}

function missingSettings(missing: readonly ResolvedSetting[]): AutodyneError {
  const names = missing.map((setting) => setting.variable);
  return new AutodyneError(
    'InvalidSettings',
    `missing settings: ${names.join(', ')} (looked for in flags, the environment and the .env file)`,
    {
      details: { missing: names },
      suggestions: [
        'take them from your app: autodyne config pull --app APP',
        'or put them into a file named .env in this folder',
        'or work on a table on this machine: autodyne local',
      ],
    },
  );
}

function checkSettings(settings: Settings, resolved: readonly ResolvedSetting[]): void {
  const nameOf = (key: SettingKey): string => {
    const setting = resolved.find((s) => s.key === key);
    return setting === undefined ? key : `${setting.variable} (from ${setting.source})`;
  };
  if (!Number.isSafeInteger(settings.planUnits) || settings.planUnits <= 0) {
    throw invalid(`${nameOf('planUnits')} is not a whole number of request units above 0`);
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(settings.region)) {
    throw invalid(`${nameOf('region')} is not a region's name: "${settings.region}"`, [
      'for example us-east-1',
    ]);
  }
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(settings.tableName)) {
    throw invalid(`${nameOf('tableName')} is not a table's name: "${settings.tableName}"`, [
      'a table is named with 3 to 255 of the characters a-z, A-Z, 0-9, _, . and -',
    ]);
  }
  if (settings.endpointUrl !== undefined)
    checkUrl(nameOf('endpointUrl'), settings.endpointUrl, settings.allowHttp);
  if (settings.proxyUrl !== 'direct') checkUrl(nameOf('proxyUrl'), settings.proxyUrl, settings.allowHttp);
}

const LOOPBACK_HOSTS = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

function checkUrl(name: string, text: string, allowHttp: boolean): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw invalid(`${name} is not an http or https URL: "${text}"`);
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(`${name} carries a user name or password, which autodyne does not send`);
  }
  if (url.protocol === 'http:' && !allowHttp && !LOOPBACK_HOSTS.test(url.hostname)) {
    throw invalid(`${name} is plain http to a host that is not this machine: ${url.origin}`, [
      'use https, or allow it with --allow-http if the network in between is your own',
    ]);
  }
}

function invalid(message: string, suggestions: readonly string[] = []): AutodyneError {
  return new AutodyneError('InvalidSettings', message, { suggestions });
}
