import { withWaysToTwin } from '../lib/local/running-twin.ts';
import { type SettingsCheck, settingsFrom } from '../lib/settings/check-settings.ts';
import { resolveSettings } from '../lib/settings/resolve-settings.ts';
import type { SettingKey, Settings } from '../lib/settings/settings.ts';
import { DEFAULT_ENV_FILE, readEnvFile } from './env-file.ts';

/** Settings that an app gives in code; those that are missing come from the environment and from `.env`. */
export interface AppSettings extends Partial<Settings> {
  /** The name of the add-on, if it is attached under another one than `AUTODYNE`. */
  as?: string;
  /** The settings file; `.env` in the current folder by default, none for `false`. */
  envFile?: string | false;
}

/** The same; `undefined` is the same as not given. */
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
  return settingsFrom(withWaysToTwin(resolved), { ...check, allowHttp: allowHttp ?? false });
}
