import { isAutodyneError } from '../errors/autodyne-error.ts';
import { JsonText } from '../json/json-node.ts';
import { readJson } from '../json/json-reader.ts';
import { isJsonObject, parseJson } from '../json/parse-json.ts';
import type { WireError } from './error-responses.ts';

/** UpdateTable for an index is some hundred bytes; a megabyte is far above the longest that DynamoDB would take. */
export const MAX_BODY_BYTES = 1024 * 1024;

export type JsonMembers = Readonly<Record<string, unknown>>;

export type BodyVerdict = { isReadable: true; value: JsonMembers } | { isReadable: false; error: WireError };

/**
 * Reads a request's body: one JSON object in UTF-8 in which no object has a member twice. Of two members of the same
 * name two readers may each take another one, and then the request that is carried out is not the one that was
 * validated.
 */
export function readBody(body: Uint8Array): BodyVerdict {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    readJson(new JsonText(text, 'body'));
    const value: unknown = parseJson(text);
    return isJsonObject(value) ? { isReadable: true, value } : unreadable('Unexpected value type in payload');
  } catch (error) {
    return unreadable(isAutodyneError(error) ? error.message : 'the body is not JSON in UTF-8');
  }
}

function unreadable(message: string): BodyVerdict {
  return { isReadable: false, error: { name: 'SerializationException', message } };
}
