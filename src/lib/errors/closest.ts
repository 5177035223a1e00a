import { closest as closestOf, distance } from 'fastest-levenshtein';

/** The known name that was probably meant, if one is near enough to suggest. */
export function closest(arg: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closestOf(arg, known);
  const most = Math.min(Math.max(2, Math.floor(arg.length / 3)), arg.length - 1);
  return distance(arg, found) <= most ? found : undefined;
}
