import { numberProblem } from '../items/values/decimal.ts';
import type { ColumnType } from './column-type.ts';

/** What spreadsheets put where a formula failed: `#N/A`, `#DIV/0!`, `#REF!`. */
const SPREADSHEET_ERROR = /^#(?:[A-Z]+[!?]?|N\/A|DIV\/0!)$/;

/** Digits and what separates them in some language: `1,50`, `1.234,50`, `1 234`, `1'234`. */
const SEPARATED_DIGITS = /^[-+]?\d[\d.,'’ \u00a0\u202f]*$/;

/** The suggestions for a cell that is of none of these types. */
export function waysOfCell(text: string, types: readonly ColumnType[]): string[] {
  if (text.trim() === '') return ['for an absent attribute, the cell must be empty: remove the blanks'];
  if (SPREADSHEET_ERROR.test(text))
    return [
      'it is an error of the spreadsheet: correct it there, or make the cell empty for an absent attribute',
    ];
  const isNumber = types.includes('N') || types.includes('NS');
  if (isNumber && numberProblem(text.trim()) === undefined) return [`remove the blanks: ${text.trim()}`];
  if (isNumber && SEPARATED_DIGITS.test(text))
    return ['write numbers with a decimal point and no other separators: 1234.5'];
  if (types.includes('BOOL')) return ['write true or false'];
  return [];
}
