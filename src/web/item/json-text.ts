import type { ConflictBody, TypedItem } from '../../dashboard/api-types.ts';

/** In JSON these stand inside strings only; line breaks between its members stay. */
const UNSEEN_IN_JSON = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** The two lossless forms of an item as JSON. */
export type JsonForm = 'plain' | 'typed';

/** What stands in the table instead of what was read, in one of the forms; `undefined`: nothing. */
export function theirText({ theirs, theirsPlain }: ConflictBody, form: JsonForm): string | undefined {
  if (theirs === null || theirsPlain === null) return undefined;
  return form === 'plain' ? escapedJson(theirsPlain) : typedText(theirs);
}

/** Typed JSON over several lines, to be edited. */
export function typedText(item: TypedItem): string {
  return escapedJson(JSON.stringify(item, null, 2));
}

/** The same JSON, in which every character that a browser would obey or not show is written as an escape sequence. */
export function escapedJson(json: string): string {
  return json.replace(UNSEEN_IN_JSON, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
