/** DEL, C1, line separators, and characters that change the direction of text: some terminals act on them. */
const ACTED_ON = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * JSON text with the control characters that `JSON.stringify` leaves as they are escaped too. They occur in strings
 * only, so the meaning is the same.
 */
export function escapeControls(json: string): string {
  return json.replace(ACTED_ON, escapeCharacter);
}

/** A character as JSON and JavaScript write it: `\u001b`. */
export function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A string as JSON, safe to print. */
export function jsonString(value: string): string {
  return escapeControls(JSON.stringify(value));
}
