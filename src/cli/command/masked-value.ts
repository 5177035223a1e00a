import type { ResolvedSetting } from '../../lib/settings/settings.ts';
import { shownUrl } from '../../lib/settings/shown-url.ts';

/** The value of a setting for output: the last four characters of a secret, none of a short one; a URL without password. */
export function maskedValue({
  value,
  isSecret,
}: Pick<ResolvedSetting, 'value' | 'isSecret'>): string | undefined {
  if (value === undefined) return undefined;
  if (!isSecret) return shownUrl(value);
  return value.length < 12 ? '****' : `****${value.slice(-4)}`;
}
