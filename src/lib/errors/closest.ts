import { closest as closestOf, distance } from 'fastest-levenshtein';

/** The known name that was probably meant, if one is near enough to suggest. */
export function closest(arg: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closestOf(arg, known);
  return distance(arg, found) <= Math.max(2, Math.floor(arg.length / 3)) ? found : undefined;
}
