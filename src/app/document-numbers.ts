import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { documentClientOver } from '../lib/client/document-client.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { closest } from '../lib/errors/closest.ts';
import { type AttributePath, formatAttributePath } from '../lib/items/keys/attribute-path.ts';
import { parseDecimal } from '../lib/items/values/decimal.ts';
import { javaScriptNumber } from '../lib/items/values/javascript-number.ts';

/**
 * What the numbers of items are read as:
 * - `number`: plain JavaScript numbers. One that JavaScript would round, and a whole number beyond
 *   `Number.MAX_SAFE_INTEGER` (where `n + 1` may be `n`), is an error that names its attribute.
 * - `exact`: the SDK's `NumberValue`, with all digits; written back as the same number. `+` joins its text.
 * - `string`: the digits. Written back, it is a string.
 * - `bigint`: whole numbers of any length; any other is an error that names its attribute.
 */
export type DocumentNumbers = 'number' | 'exact' | 'string' | 'bigint';

/** Makes a value of digits; an `UnreadNumber` of a number that the form does not have. */
type NumberReader = (digits: string) => unknown;

const READERS: Record<DocumentNumbers, NumberReader | undefined> = {
  number: safeNumber,
  exact: undefined,
  string: (digits) => digits,
  bigint: wholeNumber,
};

/**
 * The reader of a form; `undefined` for the SDK's own wrapping.
 * @throws AutodyneError `InvalidSettings` for a form that there is none of
 */
export function numberReader(numbers: DocumentNumbers): NumberReader | undefined {
  if (Object.hasOwn(READERS, numbers)) return READERS[numbers];
  const forms = Object.keys(READERS);
  const near = closest(String(numbers), forms);
  throw new AutodyneError(
    'InvalidSettings',
    `numbers must be ${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}, not "${String(numbers)}"`,
    near === undefined ? {} : { suggestions: [`did you mean "${near}"?`] },
  );
}

/** Stands in a response for a number that could not be read. */
class UnreadNumber {
  /** The digits, and why they are not read. */
  readonly problem: string;

  constructor(problem: string) {
    this.problem = problem;
  }
}

/** Exact, counts by one exactly, and is taken by the SDK when it is written. */
function safeNumber(digits: string): number | UnreadNumber {
  const value = javaScriptNumber(digits);
  if (value === undefined) return new UnreadNumber(`${digits}, which is not exact as a JavaScript number`);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  return new UnreadNumber(`${digits}, which is beyond Number.MAX_SAFE_INTEGER`);
}

function wholeNumber(digits: string): bigint | UnreadNumber {
  const decimal = parseDecimal(digits);
  if (decimal === undefined || decimal.digits.length > decimal.exponent) {
    if (decimal?.digits === '') return 0n;
    return new UnreadNumber(`${digits}, which is not a whole number`);
  }
  const size = BigInt(decimal.digits.padEnd(decimal.exponent, '0'));
  return decimal.isNegative ? -size : size;
}

/** A document client whose responses have the numbers that `read` makes; where it makes none, `send` throws. */
export function readingNumbers(
  client: DynamoDBClient,
  read: NumberReader | undefined,
): DynamoDBDocumentClient {
  if (read === undefined) return documentClientOver(client);
  // The SDK's reader is given digits alone. So it leaves a mark, which is looked for while any is about: then alone, since
  // to walk through each response would cost as much as to read it.
  let marks = 0;
  const documents = documentClientOver(client, (digits) => {
    const value = read(digits);
    if (value instanceof UnreadNumber) marks += 1;
    return value;
  });
  const check = (output: unknown): unknown => {
    if (marks === 0) return output;
    const found = [...unreadNumbers(output, [])];
    marks -= found.length;
    if (found[0] !== undefined) throw unreadError(found[0]);
    return output;
  };
  const send = documents.send.bind(documents) as (...args: unknown[]) => Promise<unknown>;
  const checkedSend = (command: unknown, options?: unknown, callback?: unknown): unknown => {
    const last = typeof options === 'function' ? options : callback;
    const sent = send(command, typeof options === 'function' ? undefined : options).then(check);
    if (typeof last !== 'function') return sent;
    sent.then(
      (output) => last(null, output),
      (error) => last(error),
    );
    return undefined;
  };
  documents.send = checkedSend as DynamoDBDocumentClient['send'];
  return documents;
}

interface FoundNumber {
  path: AttributePath;
  problem: string;
}

function* unreadNumbers(value: unknown, path: AttributePath): Generator<FoundNumber> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (value instanceof UnreadNumber) {
    yield { path, problem: value.problem };
  } else if (value instanceof Set) {
    for (const element of value) yield* unreadNumbers(element, path);
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield* unreadNumbers(element, [...path, index]);
  } else {
    for (const [name, member] of Object.entries(value)) yield* unreadNumbers(member, [...path, name]);
  }
}

function unreadError({ path, problem }: FoundNumber): AutodyneError {
  const depth = depthOfItem(path);
  const location = formatAttributePath(path.slice(0, depth));
  const attribute = formatAttributePath(path.slice(depth));
  // These are attributes as a write left them, or as they were before it.
  const done = path[0] === 'Attributes' ? '; the write itself was done' : '';
  return new AutodyneError('PrecisionError', `${attribute} in ${location} is ${problem}${done}`, {
    suggestions: ["createDocumentClient({ numbers: 'exact' }) keeps all digits of every number"],
    details: { attribute, location },
  });
}

/** The count of steps in a path of a response that lead to the item. */
function depthOfItem([first, second]: AttributePath): number {
  switch (first) {
    case 'Items':
      return 2;
    case 'Responses':
      // Of a transaction or statements, a list of responses; of BatchGetItem, lists of items by table.
      return 3;
    default:
      return typeof second === 'number' ? 2 : 1;
  }
}
