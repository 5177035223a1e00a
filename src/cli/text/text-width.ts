import stringWidth from 'string-width';

/** Columns that text takes on a terminal. Most is plain ASCII, which need not be measured sign by sign. */
export function displayWidth(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}
