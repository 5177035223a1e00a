import { isAutodyneError } from '../errors/autodyne-error.ts';
import { splitTextList } from '../items/conditions/text-list.ts';
import { notBase64 } from '../items/json/value-error.ts';
import type { AttributeValue } from '../items/values/attribute-value.ts';
import { numberProblem } from '../items/values/decimal.ts';
import { decodeBase64 } from '../wire/base64.ts';
import { type ColumnType, typeOfValue } from './column-type.ts';
import type { CsvCell } from './csv-rows.ts';
import { valueOfJsonCell } from './json-cell.ts';

/** True and false also as spreadsheets write them. */
function literalType(text: string): ColumnType | undefined {
  if (text === 'null') return 'NULL';
  return /^(?:true|false)$/i.test(text) ? 'BOOL' : undefined;
}

/**
 * The value of a cell that is not empty, as one of the types of its column. Of several types, quotes decide between a
 * string and a number, boolean or null; without a string among them, the text alone does.
 * @returns a string with the problem, where it is of none of them
 */
export function valueOfCell(cell: CsvCell, types: readonly ColumnType[]): AttributeValue | string {
  const type = typeOfCell(cell, types);
  return type === undefined
    ? `${shownCell(cell.text)} is neither of ${types.join(', ')}`
    : READERS[type](cell.text);
}

function typeOfCell({ text, isQuoted }: CsvCell, types: readonly ColumnType[]): ColumnType | undefined {
  if (types.length === 1) return types[0];
  const isText = types.some((type) => ['S', 'SS', 'BS', 'B'].includes(type));
  if (!isQuoted || !isText) {
    const literal = literalType(text);
    if (literal !== undefined && types.includes(literal)) return literal;
    if (types.includes('N') && numberProblem(text) === undefined) return 'N';
  }
  const json = text.startsWith('[') ? 'L' : 'M';
  if (/^[[{]/.test(text) && types.includes(json)) return json;
  const others = types.filter((type) => type !== 'NULL');
  return others.includes('S') ? 'S' : others.length === 1 ? others[0] : undefined;
}

type Reader = (text: string) => AttributeValue | string;

const READERS: Readonly<Record<ColumnType, Reader>> = {
  S: (text) => ({ S: text }),
  N: (text) => typedOr('N', text, () => numberProblem(text) ?? { N: text }),
  BOOL: (text) =>
    typedOr('BOOL', text, () => {
      return literalType(text) === 'BOOL'
        ? { BOOL: text.toLowerCase() === 'true' }
        : `${shownCell(text)} is neither true nor false`;
    }),
  NULL: (text) =>
    typedOr('NULL', text, () => (text === 'null' ? { NULL: true } : `${shownCell(text)} is not null`)),
  L: (text) => jsonValue('L', text),
  M: (text) => jsonValue('M', text),
  SS: (text) => setValue('SS', text, (SS) => ({ SS })),
  NS: (text) =>
    setValue('NS', text, (NS) => NS.map(numberProblem).find((found) => found !== undefined) ?? { NS }),
  BS: (text) =>
    setValue('BS', text, (elements) => {
      const odd = elements.find((element) => decodeBase64(element) === undefined);
      if (odd !== undefined) return notBase64(odd);
      return { BS: elements.flatMap((element) => decodeBase64(element) ?? []) };
    }),
  B: (text) =>
    typedOr('B', text, () => {
      const bytes = decodeBase64(text);
      return bytes === undefined ? notBase64(text) : { B: bytes };
    }),
};

/** DynamoDB JSON of this type, such as `{"N":"5"}`; else what the text is. */
function typedOr(
  type: ColumnType,
  text: string,
  read: () => AttributeValue | string,
): AttributeValue | string {
  return text.startsWith('{') ? jsonValue(type, text) : read();
}

function jsonValue(type: ColumnType, text: string): AttributeValue | string {
  if (!/^\s*[[{]/.test(text)) return `${shownCell(text)} is not the JSON of ${NAMES[type]}`;
  try {
    const value = valueOfJsonCell(text);
    return typeOfValue(value) === type ? value : `${shownCell(text)} is not ${NAMES[type]}`;
  } catch (error) {
    if (!isAutodyneError(error, 'InvalidInput')) throw error;
    return `${shownCell(text)}: ${error.message.replace(/^cell:(\d+:)*\d+: /, '')}`;
  }
}

/** Elements joined by commas, a JSON array of them, or DynamoDB JSON. */
function setValue(
  type: ColumnType,
  text: string,
  make: (elements: string[]) => AttributeValue | string,
): AttributeValue | string {
  if (!/^[[{]/.test(text)) return make(splitTextList(text));
  const value = jsonValue(text.startsWith('{') ? type : 'L', text);
  if (typeof value === 'string' || value.L === undefined) return value;
  const elements = value.L.map(({ S, N }) => S ?? (type === 'NS' ? N : undefined));
  return elements.every((element) => element !== undefined)
    ? make(elements)
    : `${shownCell(text)} is not the JSON of ${NAMES[type]}`;
}

const NAMES: Readonly<Record<ColumnType, string>> = {
  S: 'a string',
  N: 'a number',
  BOOL: 'a boolean',
  NULL: 'null',
  L: 'a list',
  M: 'a map',
  SS: 'a set of strings',
  NS: 'a set of numbers',
  BS: 'a set of binary',
  B: 'binary',
};

/** Longer cells are of no use in a message. */
const MOST_SHOWN = 60;

/** A cell as messages show it. */
export function shownCell(text: string): string {
  return JSON.stringify(text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN - 3)}...`);
}
