/**
 * Whether a terminal can be expected to show block characters: not where it is known to know less (`TERM=dumb`, the console
 * of Linux), nor where the locale says another encoding than UTF-8.
 */
export function knowsBlocks(env: Readonly<Record<string, string | undefined>>): boolean {
  if (['dumb', 'linux'].includes(env['TERM'] ?? '')) return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return /utf-?8/i.test(locale);
}
