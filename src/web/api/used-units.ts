import type { UsedUnits } from '../../dashboard/api-types.ts';
import { Store } from '../state/store.ts';

export interface PageUse {
  /** Since this page was loaded. */
  page: UsedUnits;
  /** Of every page of this dashboard, since its command started; what the server said last. */
  all: UsedUnits | undefined;
}

export const pageUse = new Store<PageUse>({ page: { read: 0, write: 0, request: 0 }, all: undefined });

/** Adds what a request used. @param all what the server said beside it */
export function addUsed({ read, write, request }: UsedUnits, all: UsedUnits | undefined): void {
  const { page, all: before } = pageUse.value;
  const sum = { read: page.read + read, write: page.write + write, request: page.request + request };
  pageUse.set({ page: sum, all: all ?? before });
}
