import { BYTE, isBlank, skipBlanks, valueEnd } from '../../json/json-scanner.ts';
import { type ByteEdit, growthOf } from '../requests/byte-edits.ts';
import {
  type ByteRange,
  eachElementOf,
  eachMember,
  eachMemberOf,
  MalformedRequest,
  type ScannedMember,
  stringOf,
} from '../requests/request-members.ts';

/** The additions to a client's request to the server, and how to remove their effect from the response. */
export interface CapacityDemand {
  /** Of the request's body. */
  edits: readonly ByteEdit[];
  /** The part of the capacity that the client asked for: none, the sums alone, or everything. */
  shown: 'none' | 'sums' | 'all';
  /** The client did not ask for the item on which a condition failed. */
  hidesOldItem: boolean;
}

/** The longest request that DynamoDB takes, and engines too: to a body without room nothing is added. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/**
 * The operations that return the item on which a condition failed. Not PartiQL: there, it changes an engine's error.
 */
const CONDITIONAL: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/**
 * Adds to a request that the server report what it consumes (`ReturnConsumedCapacity: INDEXES`), and the item on which
 * a condition failed. The request's own members of that kind are found by the scan for table names, which passes them
 * anyway. A value that AWS would refuse, and a member that occurs twice, stay as they are, for the server to refuse.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export class CapacityAsker {
  #first: ByteRange | undefined;
  #isConditional = false;
  readonly #capacity: ByteRange[] = [];
  readonly #oldItem: ByteRange[] = [];

  /** To be called with each member of the request. */
  see({ name, nameAt, valueAt }: ScannedMember): void {
    this.#first ??= nameAt;
    if (name === 'ReturnConsumedCapacity') this.#capacity.push(valueAt);
    else if (name === 'ReturnValuesOnConditionCheckFailure') this.#oldItem.push(valueAt);
    else if (name === 'ConditionExpression' || name === 'Expected') this.#isConditional = true;
  }

  demand(operation: string, body: Buffer): CapacityDemand {
    const capacity = this.#ask(body, this.#capacity, 'ReturnConsumedCapacity', 'INDEXES');
    const oldItem =
      this.#isConditional && CONDITIONAL.has(operation)
        ? this.#ask(body, this.#oldItem, 'ReturnValuesOnConditionCheckFailure', 'ALL_OLD')
        : undefined;
    const edits = [capacity?.edit, oldItem?.edit].filter((edit) => edit !== undefined);
    if (edits.length === 0 || body.length + growthOf(edits) > MAX_BODY_BYTES) {
      return { edits: [], shown: 'all', hidesOldItem: false };
    }
    return {
      edits,
      shown: capacity === undefined ? 'all' : capacity.asked === 'TOTAL' ? 'sums' : 'none',
      hidesOldItem: oldItem !== undefined,
    };
  }

  /**
   * Adds `wanted`, and returns what the client had asked for; `undefined` where that is `wanted`, or for the server to
   * refuse.
   */
  #ask(
    body: Buffer,
    [valueAt, ...more]: readonly ByteRange[],
    name: string,
    wanted: string,
  ): { edit: ByteEdit; asked: string | undefined } | undefined {
    if (valueAt === undefined) {
      if (this.#first === undefined) return undefined;
      const { start } = this.#first;
      return { edit: { start, end: start, replacement: `"${name}":"${wanted}",` }, asked: undefined };
    }
    const asked = more.length === 0 ? askedIn(body, valueAt) : 'twice';
    const isReplaced = asked === undefined || asked === 'NONE' || (asked === 'TOTAL' && wanted === 'INDEXES');
    return isReplaced ? { edit: { ...valueAt, replacement: `"${wanted}"` }, asked } : undefined;
  }
}

/** The string value of a member; `undefined` for `null`, which counts as left out. */
function askedIn(body: Buffer, valueAt: ByteRange): string | undefined {
  try {
    return stringOf(body, valueAt);
  } catch (error) {
    if (error instanceof MalformedRequest) return 'no string';
    throw error;
  }
}

export interface FoundMember {
  valueAt: ByteRange;
  /** The member with the comma that goes with it. */
  removal: ByteEdit;
}

const NAME = Buffer.from('"ConsumedCapacity":');

/**
 * `ConsumedCapacity` where it is a response's last member, as nearly always; `undefined` elsewhere. Only the response's
 * last bytes are needed, and looked at: a quote within a string has a backslash before it, so that this is a member's
 * name; and what ends one byte before the response does is a member of the response itself, and of nothing in it.
 */
export function capacityAtEnd(tail: Buffer): FoundMember | undefined {
  const nameStart = tail.lastIndexOf(NAME);
  if (nameStart < 1 || tail[nameStart - 1] === BYTE.backslash) return undefined;
  const start = skipBlanks(tail, nameStart + NAME.length);
  const end = endOf(tail, start);
  if (end === undefined) return undefined;
  const last = skipBlanks(tail, end);
  if (tail[last] !== BYTE.closeBrace || skipBlanks(tail, last + 1) !== tail.length) return undefined;
  return found(tail, nameStart, { start, end });
}

/** A member of a whole response, anywhere in it; `undefined` where there is none, and where it is no JSON. */
export function memberWithin(json: Buffer, wanted: string): FoundMember | undefined {
  if (!json.includes(wanted)) return undefined;
  let member: FoundMember | undefined;
  try {
    eachMember(json, ({ name, nameAt, valueAt }) => {
      if (name === wanted) member = found(json, nameAt.start, valueAt);
    });
  } catch (error) {
    if (error instanceof MalformedRequest) return undefined;
    throw error;
  }
  return member;
}

/** The edits that remove the capacity of indexes and table, so that the sums are left. */
export function sumsOnly(json: Buffer, { valueAt }: FoundMember): ByteEdit[] {
  const edits: ByteEdit[] = [];
  const leaveSums = (range: ByteRange): void => {
    const kept: string[] = [];
    eachMemberOf(json, range, ({ name, nameAt, valueAt: { end } }) => {
      const isPart = ['Table', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].includes(name);
      if (!isPart) kept.push(json.toString('utf8', nameAt.start, end));
    });
    edits.push({ ...range, replacement: `{${kept.join(',')}}` });
  };
  if (json[valueAt.start] === BYTE.openBracket) eachElementOf(json, valueAt, leaveSums);
  else leaveSums(valueAt);
  return edits;
}

function endOf(json: Buffer, start: number): number | undefined {
  try {
    return valueEnd(json, start);
  } catch {
    return undefined;
  }
}

function found(json: Buffer, nameStart: number, valueAt: ByteRange): FoundMember {
  const after = skipBlanks(json, valueAt.end);
  if (json[after] === BYTE.comma) {
    const next = skipBlanks(json, after + 1);
    return { valueAt, removal: { start: nameStart, end: next, replacement: '' } };
  }
  let before = nameStart - 1;
  while (isBlank(json[before])) before -= 1;
  const start = json[before] === BYTE.comma ? before : nameStart;
  return { valueAt, removal: { start, end: valueAt.end, replacement: '' } };
}
