import { escapeCharacter, escapeControls } from '../../lib/json/json-string.ts';
import { palette } from './palette.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const COLOUR = /(\u001b\[(?:[0-7]|2[1-9]|3\d|9\d)m)/;

/**
 * Text that came from items, servers, files or arguments: the control characters that a terminal would act on, and those
 * that turn the direction of text round, are shown (`\u001b`). Line breaks and tabs stay. Inside JSON it means the same.
 */
export function cleanText(text: string): string {
  return escapeControls(text.replace(CONTROL_CHARACTERS, escapeCharacter));
}

/** The same for whole lines that are about to be written: our own colours stay where the stream has any. */
export function cleanLines(text: string, stream: { isTTY?: boolean }): string {
  if (palette(stream).level === 0) return cleanText(text);
  return text
    .split(COLOUR)
    .map((part, index) => (index % 2 === 0 ? cleanText(part) : part))
    .join('');
}
