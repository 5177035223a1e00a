import { AutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import type { AttributeCondition } from '../conditions/condition.ts';
import { type KeySchema, keyAttributesOf } from '../keys/key-schema.ts';
import { type AttributeValue, getAttribute, type Item } from '../values/attribute-value.ts';
import { equalValues } from '../values/equal-values.ts';
import type { UpdateAction } from './update-action.ts';

/** One attribute that an edit changed. */
export interface AttributeChange {
  name: string;
  /** `undefined`: the attribute is new. */
  before: AttributeValue | undefined;
  /** `undefined`: the attribute was taken out. */
  after: AttributeValue | undefined;
}

/**
 * The attributes in which two images of an item differ for DynamoDB, in the order of the first: 10 and 10.0 are one
 * number, and a set or map has no order.
 * @throws AutodyneError `InvalidInput` when the primary key was changed: that would be another item
 */
export function itemChanges(before: Item, after: Item, key: KeySchema): AttributeChange[] {
  const changes = differences(before, after);
  const keyNames = keyAttributesOf(key).map((attribute) => attribute.name);
  const changedKey = changes.find((change) => keyNames.includes(change.name));
  if (changedKey !== undefined) {
    throw new AutodyneError('InvalidInput', `the key attribute "${changedKey.name}" cannot be changed`, {
      suggestions: [WAYS.moveItem],
    });
  }
  return changes;
}

/** The names of all attributes, the key's too, in which two items differ for DynamoDB. */
export function differingNames(before: Item, after: Item): string[] {
  return differences(before, after).map(({ name }) => name);
}

/** An item with the attributes that differ between two others as the second one has them; the rest of it stays. */
export function withDifferences(item: Item, before: Item, after: Item): Item {
  const changes = differences(before, after);
  const others = Object.entries(item).filter(([name]) => !changes.some((change) => change.name === name));
  const changed = changes.flatMap(({ name, after: value }) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries([...others, ...changed]) as Item;
}

function differences(before: Item, after: Item): AttributeChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => ({ name, before: getAttribute(before, name), after: getAttribute(after, name) }))
    .filter((change) => !isSame(change.before, change.after));
}

function isSame(before: AttributeValue | undefined, after: AttributeValue | undefined): boolean {
  return before !== undefined && after !== undefined && equalValues(before, after);
}

export function changeActions(changes: readonly AttributeChange[]): UpdateAction[] {
  return changes.map(({ name, after }) =>
    after === undefined ? { kind: 'remove', path: [name] } : { kind: 'set', path: [name], value: after },
  );
}

/** The conditions that hold as long as nobody else changed those attributes. */
export function unchangedConditions(changes: readonly AttributeChange[]): AttributeCondition[] {
  return changes.map(({ name, before }) => ({
    path: [name],
    operator: before === undefined ? 'not_exists' : 'eq',
    operands: before === undefined ? [] : [before],
    arg: `${name} as it was read`,
  }));
}
