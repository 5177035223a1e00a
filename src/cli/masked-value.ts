import type { ResolvedSetting } from '../lib/settings/settings.ts';

/** A setting's value fit to be seen: of a secret only the last four characters, of a short secret none. */
export function maskedValue({
  value,
  isSecret,
}: Pick<ResolvedSetting, 'value' | 'isSecret'>): string | undefined {
  if (value === undefined || !isSecret) return value;
  return value.length < 12 ? '****' : `****${value.slice(-4)}`;
}
