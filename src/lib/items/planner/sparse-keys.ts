import {
  attributeOf,
  type Condition,
  HOLD_WITHOUT,
  isAttributeCondition,
  isWrittenCondition,
} from '../conditions/condition.ts';
import { type IndexSchema, keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';

/**
 * The key attributes of an index that the conditions do not ask for and an item may lack. An index has only the items
 * that have all attributes of its key, so those without one of these are not found by it.
 * @param everyItemHas attributes that each item which is meant has anyway
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-general-sparse-indexes.html
 */
export function sparseKeys(
  index: IndexSchema,
  schema: TableSchema,
  conditions: readonly Condition[],
  everyItemHas: ReadonlySet<string> = new Set(),
): string[] {
  const present = new Set([
    ...everyItemHas,
    ...keyAttributesOf(schema.key).map(({ name }) => name),
    ...conditions.flatMap(askedFor),
  ]);
  return [...index.partitionKeys, ...index.sortKeys]
    .map(({ name }) => name)
    .filter((name) => !present.has(name));
}

/** The attributes that an item has if the condition holds for it. */
function askedFor(condition: Condition): string[] {
  if (isAttributeCondition(condition))
    return HOLD_WITHOUT.has(condition.operator) ? [] : [attributeOf(condition.path)];
  // What a written one asks for is not looked into.
  if (isWrittenCondition(condition)) return [];
  if ('allOf' in condition) return condition.allOf.flatMap(askedFor);
  const [first = [], ...others] = condition.anyOf.map(askedFor);
  return first.filter((name) => others.every((names) => names.includes(name)));
}
