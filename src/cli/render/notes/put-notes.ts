import { countOf, countText } from '../../../lib/errors/count-text.ts';
import { toPlainJsonText } from '../../../lib/items/json/plain-json-text.ts';
import type { Item } from '../../../lib/items/values/attribute-value.ts';
import type { PlannedPut } from '../../../lib/items/write/put-items.ts';
import { putUnits } from '../../../lib/usage/write-cost.ts';

/** Keys that a message names, of many. */
const NAMED = 3;

/** Counts keys, and keeps the first of them for a message. */
export class KeyList {
  readonly #first: Item[] = [];
  #count = 0;

  add(key: Item): void {
    this.#count += 1;
    if (this.#first.length < NAMED) this.#first.push(key);
  }

  /** `{"id":"a"}, {"id":"b"}, {"id":"c"} and 17 more`; `undefined` for none. */
  get text(): string | undefined {
    if (this.#count === 0) return undefined;
    const more = this.#count - this.#first.length;
    const names = this.#first.map((key) => toPlainJsonText(key)).join(', ');
    return more === 0 ? names : `${names} and ${countText(more)} more`;
  }
}

/** The sums of a dry run of many items. */
export class PlannedPuts {
  readonly first: Item[] = [];
  #items = 0;
  #requests = 0;
  #writeUnits = 0;
  #operation = 'BatchWriteItem';

  add(put: PlannedPut): void {
    this.#requests += 1;
    this.#operation = put.operation;
    for (const item of itemsOf(put)) {
      if (this.first.length < NAMED) this.first.push(item);
      this.#items += 1;
      this.#writeUnits += putUnits(item, put.schema);
    }
  }

  /** Of the table and of its indexes. */
  get writeUnits(): number {
    return this.#writeUnits;
  }

  /** @param cost completes "That would consume" */
  text(tableName: string, cost: string): string {
    const shown = this.#items > NAMED ? ` The first ${countText(NAMED)} are shown.` : '';
    const requests = countOf(this.#requests, `${this.#operation} request`);
    return `This would put ${countOf(this.#items, 'item')} into table "${tableName}" with ${requests}.${shown} That would consume ${cost}.`;
  }
}

function itemsOf({ operation, body }: PlannedPut): Item[] {
  if (operation === 'PutItem') return [body.Item ?? {}];
  return Object.values(body.RequestItems ?? {}).flatMap((requests) =>
    requests.flatMap(({ PutRequest }) => (PutRequest?.Item === undefined ? [] : [PutRequest.Item])),
  );
}
