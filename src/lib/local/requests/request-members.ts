import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { BYTE, stringEnd, valueEnd, walkElements, walkMembers, walkObject } from '../../json/json-scanner.ts';
import { parseJson } from '../../json/parse-json.ts';

/** From `start` up to and without `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/** One member of a JSON object, by the ranges of its name and its value; the value is not read. */
export interface ScannedMember {
  name: string;
  nameAt: ByteRange;
  valueAt: ByteRange;
}

/** A request's body is no JSON, or has another kind of value where an object, array or string is required. */
export class MalformedRequest extends Error {}

/**
 * Looks at each member of the object that a body is, in order, each one of a repeated name too. Values are skipped, not
 * parsed, and nothing is kept: megabytes of items cost little.
 * @throws MalformedRequest when the body is not one object
 */
export function eachMember(body: Buffer, onMember: (member: ScannedMember) => void): void {
  scanning(() => walkObject(body, memberReader(body, onMember)));
}

/** The same for the object that a value must be; `null` counts as left out. @throws MalformedRequest */
export function eachMemberOf(
  body: Buffer,
  { start }: ByteRange,
  onMember: (member: ScannedMember) => void,
): void {
  if (!isNull(body, start)) scanning(() => walkMembers(body, start, memberReader(body, onMember)));
}

/** Looks at each element of the array that a value must be; `null` counts as left out. @throws MalformedRequest */
export function eachElementOf(
  body: Buffer,
  { start }: ByteRange,
  onElement: (range: ByteRange) => void,
): void {
  if (isNull(body, start)) return;
  scanning(() =>
    walkElements(body, start, (at) => {
      const end = valueEnd(body, at);
      onElement({ start: at, end });
      return end;
    }),
  );
}

/** The string that a value must be; `undefined` for `null`, which counts as left out. @throws MalformedRequest */
export function stringOf(body: Buffer, { start, end }: ByteRange): string | undefined {
  if (isNull(body, start)) return undefined;
  if (body[start] !== BYTE.quote) throw new MalformedRequest('a string is expected');
  return parsedString(body.toString('utf8', start, end));
}

type OnMember = Parameters<typeof walkObject>[1];

function memberReader(body: Buffer, onMember: (member: ScannedMember) => void): OnMember {
  return (written, start, nameStart) => {
    const end = valueEnd(body, start);
    const name = written.includes('\\') ? parsedString(written) : written.slice(1, -1);
    onMember({
      name,
      nameAt: { start: nameStart, end: stringEnd(body, nameStart) },
      valueAt: { start, end },
    });
    return end;
  };
}

function parsedString(written: string): string {
  try {
    return String(parseJson(written));
  } catch {
    throw new MalformedRequest('a string with an escape or a character that JSON does not have');
  }
}

function isNull(body: Buffer, start: number): boolean {
  return body.toString('latin1', start, start + 4) === 'null';
}

/** The scanner's messages are about responses. */
function scanning(scan: () => void): void {
  try {
    scan();
  } catch (error) {
    throw isAutodyneError(error) ? new MalformedRequest(error.message) : error;
  }
}
