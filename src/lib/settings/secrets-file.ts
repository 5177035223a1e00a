import { pathArg, shellQuote } from '../errors/command-text.ts';
import type { ResolvedSettings } from './resolve-settings.ts';

/** The settings file, if a secret was taken from it. */
export function fileOfSecrets({ settings, envFile }: ResolvedSettings): string | undefined {
  return settings.some(({ source, isSecret }) => isSecret && source === 'file') ? envFile.path : undefined;
}

/** The problem of a file of secrets that git tracks, and the command that solves it. */
export function trackedFileText(path: string): { problem: string; fix: string } {
  const removal = ['git', 'rm', '--cached', pathArg(path)].map(shellQuote).join(' ');
  return { problem: `${path} contains secrets, and git tracks it`, fix: removal };
}
