import { notBuilt } from '../errors/not-built.ts';

/** Values by the fields' names, not cast yet. */
export type GivenValues = Readonly<Record<string, unknown>>;

/** `{ if, unlessExists }` as they were given. */
export interface GivenConditions {
  readonly if?: GivenValues;
  readonly unlessExists?: readonly string[];
}

/** The block of `update`, whose argument notes changes. */
export type GivenBlock = (updater: never) => void;

export function updateAttributes(
  _record: object,
  _values: GivenValues,
  _options?: { validate?: boolean },
): Promise<boolean> {
  return notBuilt('updateAttributes');
}

export function updateAttributesOrThrow(
  _record: object,
  _values: GivenValues,
  _options?: { validate?: boolean },
): Promise<void> {
  return notBuilt('updateAttributesOrThrow');
}

/** One UpdateItem with ALL_NEW; false where the conditions do not hold, or the item is gone. */
export function updateByBlock(
  _record: object,
  _conditions: GivenConditions,
  _block: GivenBlock,
): Promise<boolean> {
  return notBuilt('updateByBlock');
}

/** @throws StaleObjectError where {@link updateByBlock} gives false; `current` is the item as it is */
export function updateByBlockOrThrow(
  _record: object,
  _conditions: GivenConditions,
  _block: GivenBlock,
): Promise<void> {
  return notBuilt('updateByBlockOrThrow');
}

export function addToCounter(_record: object, _name: string, _by: number): Promise<void> {
  return notBuilt('addToCounter');
}

export function touchRecord(_record: object, _names: readonly string[]): Promise<void> {
  return notBuilt('touchRecord');
}
