/**
 * A terminal is expected to show block characters, unless `TERM` is `dumb` or `linux` (the Linux console), or the locale has
 * another encoding than UTF-8.
 */
export function knowsBlocks(env: Readonly<Record<string, string | undefined>>): boolean {
  if (['dumb', 'linux'].includes(env['TERM'] ?? '')) return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return /utf-?8/i.test(locale);
}
