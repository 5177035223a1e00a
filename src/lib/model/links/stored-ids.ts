import { type AttributeValue, getAttribute, newItem } from '../../items/values/attribute-value.ts';
import { equalValues } from '../../items/values/equal-values.ts';
import type { RecordState } from '../record/record-state.ts';

/** The ids in an attribute of a record, as the table had them when it was loaded, or last written. */
export function idsOf(state: RecordState, attribute: string): AttributeValue[] {
  return elementsOf(storedIds(state, attribute));
}

/** The same as one set: another object whenever they were loaded or written again. */
export function storedIds({ stored }: RecordState, attribute: string): AttributeValue | undefined {
  return stored && getAttribute(stored, attribute);
}

export function elementsOf(set: AttributeValue | undefined): AttributeValue[] {
  if (set?.SS !== undefined) return set.SS.map((S) => ({ S }));
  if (set?.NS !== undefined) return set.NS.map((N) => ({ N }));
  if (set?.BS !== undefined) return set.BS.map((B) => ({ B }));
  return [];
}

/** A DynamoDB set of ids, of which there is one at least. */
export function setOfIds(ids: readonly AttributeValue[]): AttributeValue {
  const [first] = ids;
  if (first?.N !== undefined) return { NS: ids.flatMap(({ N }) => N ?? []) };
  if (first?.B !== undefined) return { BS: ids.flatMap(({ B }) => B ?? []) };
  return { SS: ids.flatMap(({ S }) => S ?? []) };
}

export function hasId(ids: readonly AttributeValue[], id: AttributeValue): boolean {
  return ids.some((one) => equalValues(one, id));
}

export function withoutIds(
  ids: readonly AttributeValue[],
  removed: readonly AttributeValue[],
): AttributeValue[] {
  return ids.filter((id) => !hasId(removed, id));
}

/** Notes what a write made of an attribute; nothing of the record's own fields is touched. */
export function keepIds(state: RecordState, attribute: string, set: AttributeValue | undefined): void {
  if (state.stored === undefined) return;
  const item = Object.assign(newItem(), state.stored);
  if (set === undefined) delete item[attribute];
  else item[attribute] = set;
  state.stored = item;
}
