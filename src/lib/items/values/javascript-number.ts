import { canonicalNumber } from './decimal.ts';

/** The JavaScript number that prints as DynamoDB's `digits` do, in whatever notation; `undefined` where none does. */
export function javaScriptNumber(digits: string): number | undefined {
  const value = Number(digits);
  // The text that DynamoDB gives back is nearly always the one that JavaScript writes.
  if (String(value) === digits || canonicalNumber(String(value)) === canonicalNumber(digits)) return value;
  return undefined;
}
