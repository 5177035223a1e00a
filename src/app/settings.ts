import { type SettingsCheck, settingsFrom } from '../lib/settings/check-settings.ts';
import { resolveSettings } from '../lib/settings/resolve-settings.ts';
import type { SettingKey, Settings } from '../lib/settings/settings.ts';
import { DEFAULT_ENV_FILE, readEnvFile } from './env-file.ts';

/** What an app may say about its settings; whatever it leaves out is looked for in the environment and in `.env`. */
export interface AppSettings extends Partial<Settings> {
  /** The add-on's name, where it is attached as another than `AUTODYNE`. */
  as?: string;
  /** The settings file; `.env` in the current folder unless told, none for `false`. */
  envFile?: string | false;
}

/** The same, where `undefined` is as if it were not given. */
type GivenSettings = { [K in keyof AppSettings]: AppSettings[K] | undefined };

/** @throws AutodyneError `InvalidSettings` */
export function decideSettings(given: GivenSettings, check: SettingsCheck = {}): Settings {
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
