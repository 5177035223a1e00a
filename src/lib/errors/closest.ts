import { closest as closestOf, distance } from 'fastest-levenshtein';

/** The known word that was probably meant, if one is near enough to suggest. */
export function closest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closestOf(word, known);
  return distance(word, found) <= Math.max(2, Math.floor(word.length / 3)) ? found : undefined;
}
