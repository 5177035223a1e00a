import { DEFAULT_ENV_FILE, type EnvFile, readEnvFile } from '../../app/env-file.ts';
import { pathArg, shellQuote } from '../../lib/errors/command-text.ts';
import { type ResolvedSettings, resolveSettings } from '../../lib/settings/resolve-settings.ts';
import { fileOfSecrets, trackedFileText } from '../../lib/settings/secrets-file.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { isTrackedByGit } from '../system/git.ts';

/** The resolved settings, and warnings about the settings file. */
export interface CommandSettings {
  resolved: ResolvedSettings;
  warnings: string[];
}

/**
 * Resolves the settings of a command; some may be missing.
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
  const tookSecret = fileOfSecrets(resolved) !== undefined;
  return { resolved, warnings: file && tookSecret ? modeWarnings(file) : [] };
}

/** A file with secrets should be readable by its owner only. */
function modeWarnings({ path, mode }: EnvFile): string[] {
  if ((mode & 0o044) === 0 || process.platform === 'win32') return [];
  const fix = ['chmod', '600', pathArg(path)].map(shellQuote).join(' ');
  return [`${path} contains secrets, and other users of this machine can read it: ${fix}`];
}

/**
 * It should also not be tracked by git. This runs git, so it is only for commands that are about the settings.
 * @param path of a file that contains secrets
 */
export function gitWarnings(path: string | undefined): string[] {
  if (path === undefined || !isTrackedByGit(path)) return [];
  const { problem, fix } = trackedFileText(path);
  return [`${problem}: ${fix}`];
}
