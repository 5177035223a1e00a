import { escapeCharacter, escapeControls } from '../../lib/json/json-string.ts';
import { palette } from './palette.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const COLOUR = /(\u001b\[(?:[0-7]|2[1-9]|3\d|9\d)m)/;

/**
 * Escapes, in text from items, servers, files or arguments, control characters that a terminal would act on, and
 * characters that change the direction of text (`\u001b`). Line breaks and tabs stay. JSON keeps its meaning.
 */
export function cleanText(text: string): string {
  return escapeControls(text.replace(CONTROL_CHARACTERS, escapeCharacter));
}

/** The same for whole output lines: our own colors stay if the stream has colors. */
export function cleanLines(text: string, stream: { isTTY?: boolean }): string {
  if (palette(stream).level === 0) return cleanText(text);
  return text
    .split(COLOUR)
    .map((part, index) => (index % 2 === 0 ? cleanText(part) : part))
    .join('');
}
