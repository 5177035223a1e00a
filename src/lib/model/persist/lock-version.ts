import type { Condition } from '../../items/conditions/condition.ts';
import { getAttribute } from '../../items/values/attribute-value.ts';
import type { RecordState } from '../record/record-state.ts';

/**
 * The condition of optimistic locking: the item has the lock version that the record was loaded with. None where the
 * model has no such field, or the item had none.
 */
export function lockConditions({ model: { lockVersion }, stored }: RecordState): Condition[] {
  const loaded = lockVersion && stored && getAttribute(stored, lockVersion.attribute);
  if (lockVersion === undefined || loaded?.N === undefined) return [];
  return [{ path: [lockVersion.attribute], operator: 'eq', operands: [loaded] }];
}
