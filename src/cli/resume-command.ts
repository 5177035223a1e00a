import { shellQuote } from '../lib/errors/shell-quote.ts';
import type { CommonFlagValues } from './flags.ts';

const WHICH_TABLE = ['table', 'region', 'endpoint-url', 'as', 'env-file', 'allow-http'] as const;

/** What a person types to go on with a dump: all else is in its folder. */
export function dumpResumeCommand(
  folder: string,
  flags: CommonFlagValues & { 'max-read-units'?: number | undefined },
): string {
  const words = ['autodyne', 'dump', '--resume', folder];
  for (const name of [...WHICH_TABLE, 'max-read-units'] as const) {
    const value = flags[name];
    if (value === true) words.push(`--${name}`);
    else if (value !== undefined && value !== false) words.push(`--${name}`, String(value));
  }
  return words.map(shellQuote).join(' ');
}

/** What a person types to go on with a restore: the same, and to go on. */
export function restoreResumeCommand(argv: readonly string[]): string {
  const words = ['autodyne', 'restore', ...argv.filter((word) => word !== '--resume'), '--resume'];
  return words.map(shellQuote).join(' ');
}
