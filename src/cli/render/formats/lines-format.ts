import type { ItemForm } from '../../../lib/items/json/item-form.ts';
import { toPlainJsonText } from '../../../lib/items/json/plain-json-text.ts';
import { toTypedJsonText } from '../../../lib/items/json/typed-json.ts';
import { inReadingOrder } from '../../../lib/items/read/reading-order.ts';
import type { Item } from '../../../lib/items/values/attribute-value.ts';
import type { ItemFormat } from './item-format.ts';

/** JSON Lines, an item each, as `put` takes them back. */
export class LinesFormat implements ItemFormat {
  readonly holdsItems = false;
  readonly #toText: (item: Item) => string;
  readonly #keyNames: readonly string[];

  constructor(form: ItemForm, keyNames: readonly string[]) {
    this.#toText = form === 'typed' ? toTypedJsonText : toPlainJsonText;
    this.#keyNames = keyNames;
  }

  page(items: readonly Item[]): string {
    return items.map((item) => `${this.#toText(inReadingOrder(item, this.#keyNames))}\n`).join('');
  }

  async end(): Promise<{ text: string; notes: readonly string[] }> {
    return { text: '', notes: [] };
  }
}
