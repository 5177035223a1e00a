import type { TypedItem } from '../../dashboard/api-types.ts';
import { parseJson } from '../../lib/json/parse-json.ts';
import { Store } from './store.ts';

export type ItemsView = 'table' | 'tree';
export const USAGE_RANGES = ['24h', '7d', '30d', 'month'] as const;
export type UsageRange = (typeof USAGE_RANGES)[number];

/** What the page shows, as its address says; so Back, a reload and a bookmark bring it back. */
export interface AddressState {
  /** WHERE args as they were last read. */
  where: string;
  /** The table itself is `''`; `undefined`: autodyne chooses. */
  index: string | undefined;
  reverse: boolean;
  view: ItemsView;
  range: UsageRange;
  /** The key of the item that is open. */
  key: TypedItem | undefined;
}

export const address = new Store(readAddress(location.search));

/** Shows something else, and makes an entry of the browser's history of it. */
export function goTo(change: Partial<AddressState>): void {
  const next = { ...address.value, ...change };
  const search = addressQuery(next);
  if (search !== location.search) history.pushState(null, '', location.pathname + search);
  address.set(next);
}

/** Back and Forward. */
export function followHistory(): void {
  addEventListener('popstate', () => address.set(readAddress(location.search)));
}

function readAddress(search: string): AddressState {
  const query = new URLSearchParams(search);
  const range = query.get('usage');
  return {
    where: query.get('where') ?? '',
    index: query.get('index') ?? undefined,
    reverse: query.has('reverse'),
    view: query.get('view') === 'tree' ? 'tree' : 'table',
    range: USAGE_RANGES.find((known) => known === range) ?? '24h',
    key: readKey(query.get('item')),
  };
}

function addressQuery({ where, index, reverse, view, range, key }: AddressState): string {
  const query = new URLSearchParams();
  if (where !== '') query.set('where', where);
  if (index !== undefined) query.set('index', index);
  if (reverse) query.set('reverse', '');
  if (view !== 'table') query.set('view', view);
  if (range !== '24h') query.set('usage', range);
  if (key !== undefined) query.set('item', JSON.stringify(key));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function readKey(text: string | null): TypedItem | undefined {
  if (text === null) return undefined;
  try {
    return parseJson(text) as TypedItem;
  } catch {
    return undefined;
  }
}
