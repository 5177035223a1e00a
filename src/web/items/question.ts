import type { ItemsRequest } from '../../dashboard/api-types.ts';
import type { AddressState } from '../state/address.ts';

/** The values of the query form. */
export type Question = Pick<AddressState, 'where' | 'index' | 'reverse'>;

export function itemsRequestOf({
  where,
  index,
  reverse,
}: Question): Pick<ItemsRequest, 'where' | 'index' | 'reverse'> {
  return { where, ...(index === undefined ? {} : { index }), ...(reverse ? { reverse } : {}) };
}

/** Equal for two questions that ask the same. */
export function questionId({ where, index, reverse }: Question): string {
  return JSON.stringify([where, index ?? null, reverse]);
}
