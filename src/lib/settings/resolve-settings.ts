import type { Variables } from './env-file.ts';
import { prefixesIn, settingsPrefix } from './prefix.ts';
import {
  type ResolvedSetting,
  SETTING_ROWS,
  type SettingKey,
  type SettingRow,
  type SettingSource,
} from './settings.ts';

export interface SettingsInput {
  /** Values given directly, by flags or by an app; absent, undefined or empty means not given. */
  given?: Readonly<Partial<Record<SettingKey, string | undefined>>>;
  givenAs?: 'flag' | 'argument';
  env: Readonly<Record<string, string | undefined>>;
  /** The settings file: its path, and its variables, if it exists. */
  envFile: { path: string; variables: Variables | undefined };
  /** The add-on's name, `--as NAME`: replaces the prefix AUTODYNE. */
  as?: string | undefined;
}

/** Every setting with its value and its source; some may be missing. */
export interface ResolvedSettings {
  prefix: string;
  settings: readonly ResolvedSetting[];
  envFile: { path: string; isThere: boolean };
  /** For messages: values came from flags, or from an app's arguments. */
  givenAs: 'flag' | 'argument';
  /** Prefixes other than {@link ResolvedSettings.prefix} that have a complete set of variables. */
  otherPrefixes: readonly string[];
  /** Suggestions for the case that settings are missing, before those that are always made. */
  waysOut?: readonly string[];
}

/**
 * Decides each setting's value and its source: flag > environment > `.env` file > default. Pure; an empty string counts
 * as not given, so that `AUTODYNE_ENDPOINT_URL= autodyne …` switches one off.
 * @throws AutodyneError `InvalidUsage` for an add-on's name that cannot be one.
 */
export function resolveSettings(input: SettingsInput): ResolvedSettings {
  const prefix = settingsPrefix(input.as);
  return {
    prefix,
    settings: SETTING_ROWS.map((row) => resolveOne(row, `${prefix}_${row.suffix}`, input)),
    envFile: { path: input.envFile.path, isThere: input.envFile.variables !== undefined },
    givenAs: input.givenAs ?? 'flag',
    otherPrefixes: prefixesIn({ ...input.envFile.variables, ...input.env }).filter((name) => name !== prefix),
  };
}

/** The settings that every command needs, and that have no value. */
export function missingIn({ settings }: ResolvedSettings): ResolvedSetting[] {
  return settings.filter(({ isRequired, value }) => isRequired && value === undefined);
}

export function settingOf(resolved: ResolvedSettings, key: SettingKey): ResolvedSetting | undefined {
  return resolved.settings.find((setting) => setting.key === key);
}

interface Candidate {
  source: SettingSource;
  from: string;
  value: string | undefined;
}

function resolveOne(row: SettingRow, variable: string, input: SettingsInput): ResolvedSetting {
  const inEnvironment = input.env[variable];
  const { path, variables } = input.envFile;
  const givenAs = input.givenAs ?? 'flag';
  const candidates: Candidate[] = [
    {
      source: givenAs,
      from: givenAs === 'flag' ? `--${row.flag}` : 'argument',
      value: input.given?.[row.key],
    },
    { source: 'environment', from: 'environment', value: inEnvironment },
    // An empty environment variable overrides the file's value: it was set, to nothing.
    { source: 'file', from: path, value: inEnvironment === '' ? undefined : variables?.[variable] },
    { source: 'default', from: 'default', value: row.defaultValue },
  ];
  const found = candidates.find((candidate) => candidate.value !== undefined && candidate.value !== '');
  return {
    key: row.key,
    variable,
    value: found?.value,
    source: found?.source ?? 'missing',
    from: found?.from ?? 'missing',
    isSecret: row.isSecret ?? false,
    isRequired: row.isRequired ?? false,
  };
}
