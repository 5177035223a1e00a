import { DEFAULT_ENV_FILE, type EnvFile, readEnvFile } from '../../app/env-file.ts';
import { type ResolvedSettings, resolveSettings } from '../../lib/settings/resolve-settings.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { isTrackedByGit } from '../system/git.ts';

/** The settings as flags, environment and settings file decide them, and what the person should know about the file. */
export interface CommandSettings {
  resolved: ResolvedSettings;
  warnings: string[];
}

/**
 * Decides the settings of a command; some may be missing.
 * @throws AutodyneError `InvalidSettings` when the settings file cannot be read, `InvalidUsage` for a bad `--as`.
 */
export function commandSettings(flags: CommonFlagValues): CommandSettings {
  const file = readEnvFile(flags['env-file']);
  const resolved = resolveSettings({
    given: {
      region: flags.region,
      tableName: flags.table,
      endpointUrl: flags['endpoint-url'],
      proxyUrl: flags['proxy-url'],
      isReadOnly: flags['read-only'] ? '1' : undefined,
      planUnits: flags['plan-units'],
    },
    env: process.env,
    envFile: { path: file?.path ?? DEFAULT_ENV_FILE, variables: file?.variables },
    as: flags.as,
  });
  const tookSecret = resolved.settings.some(({ source, isSecret }) => isSecret && source === 'file');
  return { resolved, warnings: file && tookSecret ? warningsAbout(file) : [] };
}

/** A file that secrets were taken from should be its owner's alone, and never in a repository. */
function warningsAbout({ path, mode }: EnvFile): string[] {
  const warnings: string[] = [];
  if ((mode & 0o044) !== 0 && process.platform !== 'win32') {
    warnings.push(`${path} contains secrets, and other users of this machine can read it: chmod 600 ${path}`);
  }
  if (isTrackedByGit(path)) {
    warnings.push(`${path} contains secrets, and git tracks it: git rm --cached ${path}`);
  }
  return warnings;
}
