import { BYTE } from '../../json/json-scanner.ts';
import { parseJson } from '../../json/parse-json.ts';
import { ByteCursor, type LocatedBytes } from './byte-cursor.ts';
import { type Envelope, envelopeAhead, isEnvelopeMember } from './envelope-ahead.ts';
import { assertReadableBytes } from './foreign-bytes.ts';
import { assertReadableJson, countOnly } from './foreign-json.ts';
import { SourceFindings } from './source-findings.ts';
import { unwrapElement } from './unwrap-element.ts';

/** The bytes of a JSON object that is probably an item, and where they begin. */
export interface JsonElement extends LocatedBytes {
  /** In no array and no envelope. */
  isAlone: boolean;
}

export interface JsonElementsOptions {
  /** Collects what else is in the file, and decides which table's items are wanted. */
  findings?: SourceFindings | undefined;
  /** Take every object as the item itself, whatever it looks like. */
  isPlain?: boolean | undefined;
}

/**
 * The items in JSON text of any layout, as they are written: objects one after another, as in JSON Lines; arrays;
 * and what AWS's commands print and take, of which `docs/item-formats.md` has the list. A few at a time, however large
 * the whole, and none is kept back once all bytes read are scanned.
 * @param name the file, for errors
 * @throws AutodyneError `InvalidInput` naming file, line and column where the text is none of these, or empty
 */
export async function* jsonElements(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  options: JsonElementsOptions = {},
): AsyncGenerator<JsonElement[], void, undefined> {
  const cursor = new ByteCursor(chunks as AsyncIterable<Buffer>, name);
  const reader = new ElementReader(cursor, options);
  try {
    yield* reader.all();
  } catch (error) {
    // The elements before the damage are passed on before it is reported.
    yield reader.take();
    throw error;
  } finally {
    await cursor.close();
  }
}

interface Surroundings {
  /** Elements are expected to be items. */
  isOfItems: boolean;
  /** The envelope of the array that the element is in. */
  envelope: Envelope | undefined;
  /** The table that the envelope names. */
  table: string | undefined;
}

const NOTHING_AROUND: Surroundings = { isOfItems: true, envelope: undefined, table: undefined };

/** Elements are passed on in batches of this size, or smaller ones when no more have arrived. */
const BATCH_BYTES = 64 * 1024;

class ElementReader {
  readonly #cursor: ByteCursor;
  readonly #findings: SourceFindings;
  readonly #facts: ReturnType<SourceFindings['begin']>;
  readonly #isPlain: boolean;
  /** Taken, not yet passed on. */
  #ready: JsonElement[] = [];
  #readyBytes = 0;

  constructor(cursor: ByteCursor, { findings = new SourceFindings(), isPlain = false }: JsonElementsOptions) {
    this.#cursor = cursor;
    this.#findings = findings;
    this.#facts = findings.begin(cursor.name);
    this.#isPlain = isPlain;
  }

  async *all(): AsyncGenerator<JsonElement[], void, undefined> {
    const cursor = this.#cursor;
    await assertReadableBytes(cursor);
    await cursor.skipByteOrderMark();
    let byte = await cursor.peek();
    if (byte === undefined) throw cursor.emptyError();
    for (; byte !== undefined; byte = await cursor.peek()) {
      if (byte === BYTE.openBracket) yield* this.#array(NOTHING_AROUND);
      else {
        const envelope = await this.#object(NOTHING_AROUND, true);
        if (envelope !== undefined) yield* this.#envelope(envelope);
      }
      if (this.#isFull) yield this.take();
    }
    if (this.#ready.length > 0) yield this.take();
  }

  /** An array's elements: items, or envelopes. */
  async *#array(around: Surroundings): AsyncGenerator<JsonElement[], void, undefined> {
    const cursor = this.#cursor;
    cursor.skip();
    if ((await cursor.peek()) === BYTE.closeBracket) return cursor.skip();
    do {
      await cursor.peek();
      const envelope = await this.#object(around, false);
      if (envelope !== undefined) yield* this.#envelope(envelope);
      if (this.#isFull) yield this.take();
    } while (await this.#hasNext(BYTE.closeBracket, 'the array does not end'));
  }

  /** True too when no more can be had without waiting. */
  get #isFull(): boolean {
    if (this.#ready.length === 0) return false;
    return this.#readyBytes >= BATCH_BYTES || this.#cursor.isDrained;
  }

  /** Those that were not passed on yet. */
  take(): JsonElement[] {
    const elements = this.#ready;
    this.#ready = [];
    this.#readyBytes = 0;
    return elements;
  }

  #add({ bytes, line, column }: LocatedBytes, isAlone: boolean): void {
    this.#facts.itemCount += 1;
    this.#ready.push({ bytes, line, column, isAlone });
    this.#readyBytes += bytes.length;
  }

  /** Takes the next object if it is an item or holds one; else returns the envelope that it is, without taking it. */
  async #object(around: Surroundings, isAlone: boolean): Promise<Envelope | undefined> {
    const cursor = this.#cursor;
    const byte = await cursor.peek();
    if (byte !== BYTE.openBrace) {
      const isText = byte === undefined || byte < 0x80;
      throw cursor.errorHere(isText ? 'an item is a JSON object' : 'not UTF-8 text');
    }
    if (this.#isPlain || (around.isOfItems && cursor.isBeforeOrdinaryItem)) {
      const element = await cursor.locatedValue();
      if (this.#isPlain || this.#findings.wants(around.table, cursor.name)) this.#add(element, isAlone);
      return undefined;
    }
    if (around.envelope === undefined) {
      const first = await cursor.memberAhead(await cursor.tokenAhead(1));
      const envelope = await envelopeAhead(cursor, first);
      if (envelope === 'count') throw countOnly(cursor);
      if (envelope !== undefined) return envelope;
      await assertReadableJson(cursor, first);
    }
    const found = unwrapElement(await cursor.locatedValue(), cursor.name, around.envelope, (table) =>
      this.#findings.wants(table ?? around.table, cursor.name),
    );
    if (found?.readAs !== undefined) this.#facts.readAs.add(found.readAs);
    if (found !== undefined) this.#add(found.element, isAlone);
    return undefined;
  }

  async *#envelope(envelope: Envelope): AsyncGenerator<JsonElement[], void, undefined> {
    const cursor = this.#cursor;
    this.#facts.readAs.add(envelope);
    this.#facts.lastPageMore = undefined;
    for await (const name of this.#members(`a ${envelope}`)) {
      const byte = await cursor.peek();
      const isList = byte === BYTE.openBracket;
      if (name === 'Items' && isList) yield* this.#array({ isOfItems: true, envelope, table: undefined });
      else if (name === 'Responses' && isList)
        yield* this.#array({ isOfItems: false, envelope, table: undefined });
      else if (['Responses', 'RequestItems', 'UnprocessedItems'].includes(name) && byte === BYTE.openBrace) {
        for await (const table of this.#members(`"${name}"`)) yield* this.#table(envelope, table);
      } else if (isEnvelopeMember(name)) this.#note(name, (await cursor.value()).toString());
      else if (envelope === 'request of BatchWriteItem' && isList) yield* this.#table(envelope, name);
      else throw this.#noMember(envelope, name);
    }
  }

  async *#table(envelope: Envelope, table: string): AsyncGenerator<JsonElement[], void, undefined> {
    if ((await this.#cursor.peek()) !== BYTE.openBracket) {
      throw this.#cursor.errorHere(`the value for table ${JSON.stringify(table)} must be an array`);
    }
    yield* this.#array({ isOfItems: envelope === 'response of BatchGetItem', envelope, table });
  }

  /** Goes through an object's member names; the caller takes each value. */
  async *#members(what: string): AsyncGenerator<string, void, undefined> {
    const cursor = this.#cursor;
    cursor.skip();
    if ((await cursor.peek()) === BYTE.closeBrace) return cursor.skip();
    do {
      if ((await cursor.peek()) !== BYTE.quote)
        throw cursor.errorHere('expected a member name in double quotes');
      const name = parseJson((await cursor.value()).toString()) as string;
      if ((await cursor.peek()) !== BYTE.colon)
        throw cursor.errorHere('expected a colon after the member name');
      cursor.skip();
      yield name;
    } while (await this.#hasNext(BYTE.closeBrace, `${what} does not end`));
  }

  /** Steps over a comma, or what ends the array or object. */
  async #hasNext(closing: number, unfinished: string): Promise<boolean> {
    const byte = await this.#cursor.peek();
    if (byte === undefined) throw this.#cursor.errorHere(unfinished);
    if (byte !== BYTE.comma && byte !== closing) {
      const bracket = closing === BYTE.closeBrace ? 'brace' : 'bracket';
      throw this.#cursor.errorHere(`expected a comma or a closing ${bracket}`);
    }
    this.#cursor.skip();
    return byte === BYTE.comma;
  }

  /** Collects the facts in a member that does not hold the items. */
  #note(name: string, json: string): void {
    const isEmpty = json === 'null' || json === '""' || /^\{\s*\}$/.test(json);
    if (isEmpty) return;
    if (name === 'LastEvaluatedKey' || name === 'NextToken') this.#facts.lastPageMore = name;
    if (name === 'UnprocessedKeys') this.#facts.hasUnprocessedKeys = true;
  }

  #noMember(envelope: Envelope, name: string) {
    return this.#cursor.errorHere(`a ${envelope} has no member ${JSON.stringify(name)}`, [
      'if it is an item, write it as {"Item":{…}}, in DynamoDB JSON',
    ]);
  }
}
