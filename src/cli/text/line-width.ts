// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with one
const COLOURS = /\u001b\[[\d;]*m/g;
const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const NO_WIDTH = /^[\p{Mark}\p{Format}]+$/u;

let graphemes: Intl.Segmenter | undefined;

/**
 * Columns that a line takes on a terminal, to find where it must be broken. It loads nothing, since it is asked for each
 * note; in a table, cells are aligned by `displayWidth`.
 */
export function lineWidth(line: string): number {
  if (/^[ -~]*$/.test(line)) return line.length;
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of graphemes.segment(line.replace(COLOURS, ''))) {
    if (!NO_WIDTH.test(segment)) width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
}
