import { valueAtPath } from '../expressions/evaluate-condition.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import { addDecimals } from '../values/add-decimals.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { equalValues } from '../values/equal-values.ts';
import type { UpdateAction } from './update-action.ts';

/** One change of an update, and the value at its path before and after. */
export interface ActionEffect {
  kind: UpdateAction['kind'];
  path: AttributePath;
  /** `undefined`: there was none. */
  before: AttributeValue | undefined;
  /** `undefined`: there is none. */
  after: AttributeValue | undefined;
  /** The elements that came into a set or a list, or left the set. */
  moved: readonly AttributeValue[];
  /** The elements that were to be added to a set and were there, or to be deleted and were not. */
  idle: readonly AttributeValue[];
}

/** The effects of an update that was made, in the order of its actions, each of which sees the item as it was before. */
export function actionEffects(actions: readonly UpdateAction[], item: Item): ActionEffect[] {
  return actions.map((action) => {
    const { kind, path } = action;
    const before = valueAtPath(item, path);
    return { kind, path, before, after: undefined, moved: [], idle: [], ...effectOf(action, before, item) };
  });
}

function effectOf(
  action: UpdateAction,
  before: AttributeValue | undefined,
  item: Item,
): Partial<Pick<ActionEffect, 'after' | 'moved' | 'idle'>> {
  switch (action.kind) {
    case 'set':
      return { after: action.value };
    case 'set-if-absent':
      return { after: before ?? action.value };
    case 'append':
      return { after: { L: [...(before?.L ?? []), ...action.value.L] }, moved: action.value.L };
    case 'prepend':
      return { after: { L: [...action.value.L, ...(before?.L ?? [])] }, moved: action.value.L };
    case 'copy': {
      const after = valueAtPath(item, action.from);
      return after === undefined ? {} : { after };
    }
    case 'remove':
      return {};
    case 'add':
      return additionTo(before, action.value);
    case 'delete':
      return deletionFrom(before, action.value);
  }
}

/** ADD to a number or a set. */
export function additionTo(
  before: AttributeValue | undefined,
  added: AttributeValue,
): Pick<ActionEffect, 'after' | 'moved' | 'idle'> {
  if (before?.N !== undefined && added.N !== undefined) {
    return { after: { N: addDecimals(before.N, added.N) ?? added.N }, moved: [], idle: [] };
  }
  const there = elementsOf(before);
  const { others: moved, shared: idle } = compare(elementsOf(added), there);
  return { after: setOf([...there, ...moved]) ?? added, moved, idle };
}

/** DELETE from a set, which cannot be empty: with its last element the attribute goes. */
export function deletionFrom(
  before: AttributeValue | undefined,
  deleted: AttributeValue,
): Partial<Pick<ActionEffect, 'after' | 'moved' | 'idle'>> {
  const there = elementsOf(before);
  const { others: idle, shared: moved } = compare(elementsOf(deleted), there);
  const after = setOf(compare(there, moved).others);
  return { ...(after === undefined ? {} : { after }), moved, idle };
}

function compare(
  elements: readonly AttributeValue[],
  set: readonly AttributeValue[],
): { shared: AttributeValue[]; others: AttributeValue[] } {
  const isIn = (element: AttributeValue): boolean => set.some((one) => equalValues(one, element));
  return { shared: elements.filter(isIn), others: elements.filter((element) => !isIn(element)) };
}

function elementsOf({ SS = [], NS = [], BS = [] }: Partial<AttributeValue> = {}): AttributeValue[] {
  return [
    ...SS.map((S) => ({ S })),
    ...NS.map((N) => ({ N })),
    ...BS.map((B) => ({ B })),
  ] as AttributeValue[];
}

function setOf(elements: readonly AttributeValue[]): AttributeValue | undefined {
  const [first] = elements;
  if (first === undefined) return undefined;
  if (first.S !== undefined) return { SS: elements.flatMap(({ S }) => S ?? []) };
  if (first.N !== undefined) return { NS: elements.flatMap(({ N }) => N ?? []) };
  return { BS: elements.flatMap(({ B }) => (B === undefined ? [] : [B])) };
}
