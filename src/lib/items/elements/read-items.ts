import { JsonText } from '../../json/json-node.ts';
import { readJson } from '../../json/json-reader.ts';
import { type ItemForm, itemFromJson } from '../json/item-form.ts';
import type { Item } from '../values/attribute-value.ts';
import { type JsonElement, jsonElements } from './json-elements.ts';
import { SourceFindings } from './source-findings.ts';
import { HeldInput, type TextInput } from './text-input.ts';

/** An item and where it was read. */
export interface LocatedItem {
  readonly item: Item;
  /** `items.jsonl:3:1`, for errors. */
  readonly location: string;
}

export type ItemInput = OneItem | ManyItems;

export interface OneItem {
  readonly kind: 'one';
  readonly only: LocatedItem;
}

/** A JSON array, JSON Lines, objects after each other, or what holds items for AWS's commands. */
export interface ManyItems {
  readonly kind: 'many';
  /** `items` can be called more than once. */
  readonly isRepeatable: boolean;
  /** Complete when all items have been read. */
  readonly findings: SourceFindings;
  items(): AsyncIterable<LocatedItem>;
}

export interface OpenItemsOptions {
  /** Takes all items as typed, or every object as a plain item; else each item's shape decides. */
  form?: ItemForm | undefined;
  /** The table whose items are wanted, where the input names those of several. */
  sourceTable?: string | undefined;
}

/** An input that cannot be read twice is held up to this size, so that all of it can be checked first. */
export const MAX_HELD_BYTES = 64 * 1024 * 1024;

/**
 * Opens an input of items, typed or plain JSON, in any layout that {@link jsonElements} knows. Items are read as they
 * come, in memory bounded by the longest one; only an array, an envelope, or JSON over several lines from an input
 * that cannot be read twice is held first, if it is not too long.
 * @throws AutodyneError `InvalidInput` naming file, line and column, here or while the items are gone through
 */
export async function openItems(input: TextInput, options: OpenItemsOptions = {}): Promise<ItemInput> {
  const { form, sourceTable } = options;
  const findings = new SourceFindings(sourceTable);
  const held = new HeldInput(input);
  const read = (): AsyncGenerator<JsonElement, void> =>
    flat(jsonElements(held.chunks(), input.name, { findings, isPlain: form === 'plain' }));
  const located = (element: JsonElement): LocatedItem => locatedItem(element, input.name, form);
  const elements = read();
  const first = await next(elements);
  const second = first?.isAlone === true ? await next(elements) : undefined;
  if (first?.isAlone === true && second === undefined) return { kind: 'one', only: located(first) };
  const isLines = first?.isAlone === true && !first.bytes.includes('\n');
  await (isLines ? held.letGo() : held.hold(MAX_HELD_BYTES));
  let isRead = false;
  return {
    kind: 'many',
    isRepeatable: held.isRepeatable,
    findings,
    async *items() {
      // The elements that are read already come first; a second call starts over.
      if (isRead) return yield* each(read(), located);
      isRead = true;
      try {
        for (const element of [first, second]) if (element !== undefined) yield located(element);
        yield* each(elements, located);
      } finally {
        // A caller that stops at the first item leaves no file open.
        await elements.return();
      }
    },
  };
}

async function* flat(batches: AsyncIterable<JsonElement[]>): AsyncGenerator<JsonElement, void> {
  for await (const elements of batches) yield* elements;
}

async function next(elements: AsyncGenerator<JsonElement, void>): Promise<JsonElement | undefined> {
  const { value } = await elements.next();
  return value ?? undefined;
}

async function* each(
  elements: AsyncIterable<JsonElement>,
  located: (element: JsonElement) => LocatedItem,
): AsyncGenerator<LocatedItem, void> {
  for await (const element of elements) yield located(element);
}

function locatedItem(
  { bytes, line, column }: JsonElement,
  name: string,
  form: ItemForm | undefined,
): LocatedItem {
  const source = new JsonText(bytes.toString(), name, line, column);
  const options = { hint: 'where every such object is a map: --plain' };
  return { item: itemFromJson(readJson(source), source, form, options), location: source.locationOf(0) };
}
