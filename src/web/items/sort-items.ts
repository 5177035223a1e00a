import type { TypedItem } from '../../dashboard/api-types.ts';
import { compareValues, ownMember } from '../values/typed-values.ts';

export interface SortOrder {
  name: string;
  direction: 'ascending' | 'descending';
}

/** Items by one attribute, those without it last; as they were read where no order is given. */
export function sortItems(items: readonly TypedItem[], order: SortOrder | undefined): readonly TypedItem[] {
  if (order === undefined) return items;
  const { name, direction } = order;
  const has = items.filter((item) => ownMember(item, name) !== undefined);
  const lacks = items.filter((item) => ownMember(item, name) === undefined);
  const sign = direction === 'ascending' ? 1 : -1;
  return [
    ...has.sort((left, right) => sign * compareValues(ownMember(left, name), ownMember(right, name))),
    ...lacks,
  ];
}
