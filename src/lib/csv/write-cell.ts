import type { AttributeValue } from '../items/values/attribute-value.ts';
import { encodeBase64 } from '../wire/base64.ts';
import { jsonCell } from './json-cell.ts';

/** Printed without quotes, unless it has a comma: a number, true, false, null, a header. */
export interface BareCell {
  bare: string;
}

/** A string is printed in quotes; `undefined` is an empty cell. */
export type WrittenCell = string | BareCell | undefined;

/** Characters that make a spreadsheet take a cell for a formula, the wide ones of East Asian keyboards too. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;
/** An apostrophe that is part of such a string gets another one, so that exactly one can be removed again. */
const ESCAPED = /^'+[=+\-@\t\r＝＋－＠]/;

/** The string as a spreadsheet shows it, and does not run it: with an apostrophe before it. */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) || ESCAPED.test(text) ? `'${text}` : text;
}

/** Undoes {@link escapeFormula}. */
export function unescapeFormula(text: string): string {
  return ESCAPED.test(text) ? text.slice(1) : text;
}

/**
 * A value as a cell: sets joined by commas, or as a JSON array where an element has a comma or could not be told apart;
 * lists and maps as JSON; binary in base64.
 * @param shown the form in which strings are written
 */
export function writtenCell(value: AttributeValue, shown: (text: string) => string): WrittenCell {
  if (value.S !== undefined) return shown(value.S);
  if (value.N !== undefined) return { bare: value.N };
  if (value.BOOL !== undefined) return { bare: String(value.BOOL) };
  if (value.NULL !== undefined) return { bare: 'null' };
  if (value.SS !== undefined) return shown(setCell(value.SS));
  if (value.NS !== undefined) return setCell(value.NS);
  if (value.BS !== undefined) return shown(setCell(value.BS.map(encodeBase64)));
  if (value.B !== undefined) return shown(encodeBase64(value.B));
  return shown(jsonCell(value));
}

function setCell(elements: readonly string[]): string {
  const isPlain = elements.every((element) => element !== '' && !/[,\\]/.test(element));
  return isPlain && !/^[[{]/.test(elements[0] ?? '') ? elements.join(',') : JSON.stringify(elements);
}
