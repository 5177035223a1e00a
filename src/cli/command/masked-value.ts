import type { ResolvedSetting } from '../../lib/settings/settings.ts';
import { shownUrl } from '../../lib/settings/shown-url.ts';

/** A setting's value fit to be seen: of a secret the last four characters, of a short one none, of a URL no password. */
export function maskedValue({
  value,
  isSecret,
}: Pick<ResolvedSetting, 'value' | 'isSecret'>): string | undefined {
  if (value === undefined) return undefined;
  if (!isSecret) return shownUrl(value);
  return value.length < 12 ? '****' : `****${value.slice(-4)}`;
}
