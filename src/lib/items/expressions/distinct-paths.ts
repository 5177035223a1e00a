import type { AttributePath } from '../keys/attribute-path.ts';
import { pathFacts } from './operand-rules.ts';

/**
 * Why DynamoDB refuses paths together, if it does: one is in another, or takes for a list what another takes for a
 * map. It looks at them from the last to the first.
 */
export function pathsProblem(paths: readonly AttributePath[]): string | undefined {
  const seen: AttributePath[] = [];
  for (const path of paths.toReversed()) {
    const overlapping = seen.find((other) => isPrefix(other, path) || isPrefix(path, other));
    if (overlapping !== undefined) return refusal('overlap', path, overlapping);
    const conflicting = seen.find((other) => isConflict(other, path));
    if (conflicting !== undefined) return refusal('conflict', path, conflicting);
    seen.push(path);
  }
  return undefined;
}

function isPrefix(short: AttributePath, long: AttributePath): boolean {
  return short.length <= long.length && short.every((step, index) => step === long[index]);
}

function isConflict(one: AttributePath, other: AttributePath): boolean {
  const fork = one.findIndex((step, index) => step !== other[index]);
  return fork !== -1 && fork < other.length && typeof one[fork] !== typeof other[fork];
}

function refusal(verb: 'overlap' | 'conflict', one: AttributePath, two: AttributePath): string {
  const facts = `path one: ${pathFacts(one)}, path two: ${pathFacts(two)}`;
  return `Two document paths ${verb} with each other; must remove or rewrite one of these paths; ${facts}`;
}
