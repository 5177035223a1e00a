/**
 * JSON text with the control characters that `JSON.stringify` leaves as they are (DEL and C1) escaped too: some
 * terminals act on them. They stand in strings only, so the JSON means the same.
 */
export function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text as JSON, safe to print. */
export function jsonString(text: string): string {
  return escapeControls(JSON.stringify(text));
}
