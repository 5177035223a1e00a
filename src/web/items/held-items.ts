import type { ItemsEnd, ItemsLine, ItemsRequest, TypedItem } from '../../dashboard/api-types.ts';
import { ApiError, apiErrorOf } from '../api/api-error.ts';
import { send } from '../api/call-api.ts';
import { jsonLines } from '../api/json-lines.ts';
import { addUsed } from '../api/used-units.ts';
import { Store } from '../state/store.ts';

/** More are not held: whoever wants them narrows down, or uses the command line. */
export const MOST_ITEMS = 5000;
const FIRST_PAGE = 50;
const NEXT_PAGE = 100;

export interface HeldState {
  items: readonly TypedItem[];
  /** `partial`: there is more, and it is read when it is scrolled to. `full`: there is more, which is not read. */
  status: 'unread' | 'reading' | 'partial' | 'full' | 'complete' | 'failed';
  error: ApiError | undefined;
  /** Read units of all pages so far. */
  readUnits: number;
  /** Items that DynamoDB looked at; a filter leaves some out. */
  evaluated: number;
}

/** The items that one question brought so far, page by page. */
export class HeldItems extends Store<HeldState> {
  readonly request: Pick<ItemsRequest, 'where' | 'index' | 'reverse'>;
  #startKey: TypedItem | undefined;
  #controller: AbortController | undefined;

  constructor(request: HeldItems['request']) {
    super({ items: [], status: 'unread', error: undefined, readUnits: 0, evaluated: 0 });
    this.request = request;
  }

  /** Reads one page more, unless one is on its way or there is none. */
  async readPage(): Promise<void> {
    const { status, items } = this.value;
    if (status === 'reading' || status === 'complete' || status === 'full') return;
    const controller = new AbortController();
    this.#controller = controller;
    this.set({ ...this.value, status: 'reading', error: undefined });
    const wanted = items.length === 0 ? FIRST_PAGE : NEXT_PAGE;
    const body: ItemsRequest = {
      ...this.request,
      ...(this.#startKey === undefined ? {} : { startKey: this.#startKey }),
      limit: Math.min(wanted, MOST_ITEMS - items.length),
    };
    try {
      await this.#take(await send('POST', '/api/items', body, controller.signal));
    } catch (error) {
      if (!controller.signal.aborted) this.set({ ...this.value, status: 'failed', error: apiErrorOf(error) });
      else this.set({ ...this.value, status: this.#startKey === undefined ? 'unread' : 'partial' });
    }
  }

  /** Ends what is being read; the server stops reading too. */
  stop(): void {
    this.#controller?.abort();
  }

  /** Shows an item as it was saved, or takes out one that was deleted. */
  replace(isIt: (item: TypedItem) => boolean, by: TypedItem | undefined): void {
    const items = this.value.items.flatMap((item) => (isIt(item) ? (by === undefined ? [] : [by]) : [item]));
    this.set({ ...this.value, items });
  }

  /** Shows an item that was put just now, above the others. */
  add(item: TypedItem): void {
    this.set({ ...this.value, items: [item, ...this.value.items] });
  }

  /** A page counts once its end is there: until then nobody knows where to go on, and it would be read twice. */
  async #take(response: Response): Promise<void> {
    const items: TypedItem[] = [];
    for await (const line of jsonLines<ItemsLine>(response)) {
      if ('Item' in line) items.push(line.Item);
      else if ('end' in line) return this.#end(items, line.end);
      else throw new ApiError(response.status, line);
    }
    const message = 'the response broke off in the middle of a page';
    throw new ApiError(0, { error: { code: 'Incomplete', message, suggestions: [] } });
  }

  #end(page: readonly TypedItem[], { LastEvaluatedKey, ScannedCount, units, used }: ItemsEnd): void {
    addUsed(units, used);
    this.#startKey = LastEvaluatedKey ?? undefined;
    const { value } = this;
    const items = [...value.items, ...page];
    const isFull = items.length >= MOST_ITEMS;
    this.set({
      ...value,
      items,
      status: LastEvaluatedKey === null ? 'complete' : isFull ? 'full' : 'partial',
      readUnits: value.readUnits + units.read,
      evaluated: value.evaluated + ScannedCount,
    });
  }
}
