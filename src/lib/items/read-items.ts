import { AutodyneError } from '../errors/autodyne-error.ts';
import type { Item } from './attribute-value.ts';
import { type ItemForm, itemFromJson } from './item-form.ts';
import { type JsonNode, JsonText } from './json-node.ts';
import { isUnfinishedJson, readJsonValues } from './json-reader.ts';
import { MAX_TEXT_BYTES, readLines, type TextInput, type TextLine, tooLarge } from './text-input.ts';

/** An item and where it was read. */
export interface PlacedItem {
  readonly item: Item;
  /** `items.jsonl:3:1`, for errors. */
  readonly place: string;
}

/** What an input holds: one JSON object, or many items. */
export type ItemInput = OneItem | ManyItems;

export interface OneItem {
  readonly kind: 'one';
  readonly only: PlacedItem;
}

/** A JSON array, JSON Lines, or objects after each other. */
export interface ManyItems {
  readonly kind: 'many';
  /** Whether `items` can be gone through more than once. */
  readonly isRepeatable: boolean;
  items(): AsyncIterable<PlacedItem>;
}

/**
 * Opens an input of items, typed or plain JSON (told apart by each item's shape unless `form` forces one). JSON
 * Lines are read as they come, in memory bounded by the longest line; any other layout is held whole.
 * @throws AutodyneError `InvalidInput` naming file, line and column, here or while the items are gone through
 */
export async function openItems(input: TextInput, form?: ItemForm): Promise<ItemInput> {
  const lines = readLines(input);
  const first = await nextLine(lines);
  if (first === undefined)
    throw new AutodyneError('InvalidInput', `${input.name} is empty: it holds no item`);
  if (isUnfinishedJson(first.text)) return document(await readRest(first, lines, input.name), form);
  const head = new JsonText(first.text, input.name, first.number);
  const [node, second] = readJsonValues(head);
  if (node?.type === 'array' && second === undefined) {
    const beyond = await nextLine(lines);
    if (beyond === undefined) return document(head, form);
    throw new JsonText(beyond.text, input.name, beyond.number).errorAt(
      0,
      'nothing more is expected after the array',
    );
  }
  const more = await nextLine(lines);
  if (more === undefined) return document(head, form);
  let isRead = false;
  return {
    kind: 'many',
    isRepeatable: input.isRepeatable,
    async *items() {
      // The lines already in hand come first; going through them again starts over.
      if (isRead) return yield* lineItems(readLines(input), input.name, form);
      isRead = true;
      yield* lineItems([first, more], input.name, form);
      yield* lineItems(lines, input.name, form);
    },
  };
}

async function nextLine(lines: AsyncGenerator<TextLine, void>): Promise<TextLine | undefined> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) return undefined;
    if (value.text.trim() !== '') return value;
  }
}

async function readRest(
  first: TextLine,
  lines: AsyncGenerator<TextLine, void>,
  name: string,
): Promise<JsonText> {
  const texts = [first.text];
  let length = first.text.length;
  for await (const { text } of lines) {
    texts.push(text);
    length += text.length + 1;
    if (length > MAX_TEXT_BYTES) throw tooLarge(`${name}:${first.number}`);
  }
  return new JsonText(texts.join('\n'), name, first.number);
}

async function* lineItems(
  lines: AsyncIterable<TextLine> | Iterable<TextLine>,
  name: string,
  form: ItemForm | undefined,
): AsyncGenerator<PlacedItem, void> {
  for await (const { text, number } of lines) {
    const source = new JsonText(text, name, number);
    for (const node of readJsonValues(source)) yield placedItem(node, source, form);
  }
}

/** Text that is held whole. */
function document(source: JsonText, form: ItemForm | undefined): ItemInput {
  const nodes = readJsonValues(source);
  const [first, second] = nodes;
  if (first?.type === 'object' && second === undefined) {
    return { kind: 'one', only: placedItem(first, source, form) };
  }
  const elements = first?.type === 'array' && second === undefined ? first.elements : nodes;
  return {
    kind: 'many',
    isRepeatable: true,
    async *items() {
      for (const node of elements) yield placedItem(node, source, form);
    },
  };
}

function placedItem(node: JsonNode, source: JsonText, form: ItemForm | undefined): PlacedItem {
  return {
    item: itemFromJson(node, source, form, { hint: 'where every such object is a map: --plain' }),
    get place() {
      return source.placeOf(node.offset);
    },
  };
}
