import type { AttributePath } from '../keys/attribute-path.ts';
import { type AttributeValue, getAttribute, type Item } from '../values/attribute-value.ts';
import { equalValues } from '../values/equal-values.ts';

/** A value in which two items differ. `undefined` on the side that has no such attribute. */
export interface ValueChange {
  path: AttributePath;
  before: AttributeValue | undefined;
  after: AttributeValue | undefined;
}

/**
 * The values in which two items differ for DynamoDB, as deep as they have the same maps, and lists of the same length:
 * of a map with one other member, that member.
 */
export function valueChanges(before: Item, after: Item, path: AttributePath = []): ValueChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    changesOf([...path, name], getAttribute(before, name), getAttribute(after, name)),
  );
}

function changesOf(
  path: AttributePath,
  before: AttributeValue | undefined,
  after: AttributeValue | undefined,
): ValueChange[] {
  if (before === undefined || after === undefined) return [{ path, before, after }];
  if (equalValues(before, after)) return [];
  if (before.M !== undefined && after.M !== undefined) return valueChanges(before.M, after.M, path);
  const [first, second] = [before.L, after.L];
  if (first !== undefined && second !== undefined && first.length === second.length)
    return first.flatMap((element, index) => changesOf([...path, index], element, second[index]));
  return [{ path, before, after }];
}
