import type { SaveResponse } from '../../dashboard/api-types.ts';

/** Names the attributes that were written. */
export function savedText({ set, removed }: SaveResponse['changed']): string {
  if (set.length + removed.length === 0) return 'Nothing was changed, so nothing was sent.';
  const parts = [
    ...(set.length === 0 ? [] : [`saved ${set.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`removed ${removed.join(', ')}`]),
  ].join('; ');
  return `${parts.charAt(0).toUpperCase()}${parts.slice(1)}. No other attribute was written.`;
}
