import type { RawSender } from '../../client/raw-sender.ts';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { PagedPlan, ReadPlan } from '../../items/planner/read-request.ts';
import { type BytePage, bytePages, isPrintedAsItCame } from '../../items/read/byte-pages.ts';
import type { ReadLimits } from '../../items/read/read-limits.ts';
import { type PageFacts, readPages } from '../../items/read/read-pages.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import { modelNamed } from '../record/hydrate.ts';
import { parsedItem, textValue, UnreadItem } from '../record/item-text.ts';
import { TextPacker } from '../record/text-packer.ts';

/** A page of items that records are made of, and nothing else. */
export interface UnreadPage extends PageFacts {
  readonly items: readonly (Item | UnreadItem)[];
}

/** The same, with the bytes that it came as. */
interface UnreadBytes extends Omit<BytePage, 'items'>, UnreadPage {
  readonly items: readonly (Item | UnreadItem)[];
  readonly spans: BytePage['items'];
}

/** True where nothing has to look into the items of a read but the records that are made of them. */
export function canStayUnread(plan: ReadPlan): plan is PagedPlan {
  return isPrintedAsItCame(plan) && plan.shown === undefined;
}

/** The pages of a read, of whose items nothing is parsed; for plans that {@link canStayUnread}. */
export function unreadPages(
  model: Model,
  sender: RawSender,
  plan: PagedPlan,
  limits: ReadLimits,
): AsyncGenerator<UnreadPage, void, undefined> {
  const items = new UnreadItems(model);
  const source = bytePages(sender, plan, undefined, (body, start) => items.take(body, start));
  return readPages<UnreadBytes, PagedPlan>(
    {
      async ask(input) {
        items.taken = [];
        const page = await source.ask(input);
        return { ...page, spans: page.items, items: items.taken };
      },
      cut({ items: taken, spans, ...page }, count) {
        const { items: kept, ...facts } = source.cut({ ...page, items: spans }, count);
        return { ...facts, spans: kept, items: taken.slice(0, count) };
      },
      lastKey: ({ spans, ...page }) => source.lastKey({ ...page, items: spans }),
    },
    plan,
    limits,
  );
}

/** Takes items out of the bytes of responses. */
class UnreadItems {
  readonly #model: Model;
  /** Those since this was emptied. */
  taken: (Item | UnreadItem)[] = [];

  constructor(model: Model) {
    this.#model = model;
  }

  /** Takes the item that begins at this byte; returns the offset after it. */
  take(body: Buffer, start: number): number {
    const model = this.#model;
    const packer = packerOf(model);
    const text = packer.pack(body, start);
    const { end } = packer;
    const { inheritance } = model;
    if (typeof text === 'object') this.taken.push(text);
    else if (inheritance === undefined) this.taken.push(new UnreadItem(model, text));
    else
      this.taken.push(
        unreadOf(model, textValue(text, inheritance, model.fields.length)?.S, body, start, end),
      );
    return end;
  }
}

/** Each class has fields of its own. One that is not known is refused when a record of it is made. */
function unreadOf(
  model: Model,
  stiName: string | undefined,
  body: Buffer,
  start: number,
  end: number,
): Item | UnreadItem {
  try {
    const own = modelNamed(model, stiName);
    const text = packerOf(own).pack(body, start);
    return typeof text === 'object' ? text : new UnreadItem(own, text);
  } catch (error) {
    if (!isAutodyneError(error, 'SubclassNotFound')) throw error;
    return parsedItem(body.toString('utf8', start, end));
  }
}

const packers = new WeakMap<Model, TextPacker>();

function packerOf(model: Model): TextPacker {
  let packer = packers.get(model);
  if (packer === undefined) {
    packer = new TextPacker(model);
    packers.set(model, packer);
  }
  return packer;
}
