import { BYTE } from '../../client/json-scanner.ts';
import { parseJson } from '../../client/parse-json.ts';
import type { ByteCursor } from './byte-cursor.ts';

/** The bytes of one JSON value that is probably an item, and the line that it begins on. */
export interface JsonElement {
  bytes: Buffer;
  line: number;
}

/**
 * The beginning of a page as the service or `aws dynamodb scan` gives it: `{"Items":[`, perhaps with the counts
 * before, and a typed item or none. (A plain item may well have an attribute named Items.)
 */
const PAGE_START =
  /^\{\s*(?:"(?:Count|ScannedCount)"\s*:\s*\d+\s*,\s*)*"Items"\s*:\s*\[\s*(?:\]|\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(?:S|N|B|SS|NS|BS|L|M|BOOL|NULL)"\s*:)/;
const PAGE_MEMBERS = new Set([
  'Count',
  'ScannedCount',
  'ConsumedCapacity',
  'LastEvaluatedKey',
  'NextToken',
  'ResponseMetadata',
  '$metadata',
]);
const LOOK_AHEAD_BYTES = 4096;

/**
 * The elements in JSON text of any layout: an array's elements, the items of pages (`{"Items":[…]}`), or objects
 * one after another, as in JSON Lines. One at a time, however large the whole.
 * @throws AutodyneError `InvalidInput` naming file and line where the text is none of these.
 */
export async function* splitJson(cursor: ByteCursor): AsyncGenerator<JsonElement> {
  for (let byte = await startOf(cursor); byte !== undefined; byte = await cursor.peek()) {
    if (byte === BYTE.openBracket) yield* arrayElements(cursor);
    else if (byte !== BYTE.openBrace) throw cursor.errorHere('an item, as a JSON object, is expected');
    else if (PAGE_START.test(await cursor.lookAhead(LOOK_AHEAD_BYTES))) yield* pageItems(cursor);
    else yield await element(cursor);
  }
}

/** Steps over a byte order mark. */
async function startOf(cursor: ByteCursor): Promise<number | undefined> {
  if ((await cursor.peek()) !== 0xef) return cursor.peek();
  await cursor.lookAhead(3);
  for (let count = 0; count < 3; count += 1) cursor.skip();
  return cursor.peek();
}

async function element(cursor: ByteCursor): Promise<JsonElement> {
  await cursor.peek();
  const { line } = cursor;
  return { bytes: await cursor.value(), line };
}

async function* arrayElements(cursor: ByteCursor): AsyncGenerator<JsonElement> {
  cursor.skip();
  if ((await cursor.peek()) === BYTE.closeBracket) return cursor.skip();
  for (;;) {
    if ((await cursor.peek()) !== BYTE.openBrace)
      throw cursor.errorHere('an item, as a JSON object, is expected');
    yield await element(cursor);
    const separator = await cursor.peek();
    if (separator !== BYTE.comma && separator !== BYTE.closeBracket) {
      throw cursor.errorHere(
        separator === undefined ? 'the array does not end' : 'a comma or a closing bracket is expected',
      );
    }
    cursor.skip();
    if (separator === BYTE.closeBracket) return;
  }
}

async function* pageItems(cursor: ByteCursor): AsyncGenerator<JsonElement> {
  cursor.skip();
  for (;;) {
    await cursor.peek();
    const name: unknown = parseJson((await cursor.value()).toString());
    if ((await cursor.peek()) !== BYTE.colon)
      throw cursor.errorHere('a colon is expected after the member name');
    cursor.skip();
    await cursor.peek();
    if (name === 'Items') yield* arrayElements(cursor);
    else if (typeof name === 'string' && PAGE_MEMBERS.has(name)) await cursor.value();
    else throw cursor.errorHere(`a page of items has no member ${JSON.stringify(name)}`);
    const separator = await cursor.peek();
    if (separator !== BYTE.comma && separator !== BYTE.closeBrace) {
      throw cursor.errorHere(
        separator === undefined ? 'the page of items does not end' : 'a comma or a closing brace is expected',
      );
    }
    cursor.skip();
    if (separator === BYTE.closeBrace) return;
  }
}
