import { AutodyneError } from '../errors/autodyne-error.ts';
import { closest } from '../errors/closest.ts';
import {
  type AttributePath,
  formatAttributePath,
  parseAttributePath,
  splitAttributeList,
} from '../items/keys/attribute-path.ts';
import type { AttributeValue } from '../items/values/attribute-value.ts';

const COLUMN_TYPES = ['S', 'N', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS', 'B'] as const;

/** A type of DynamoDB. */
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** A column and the types that its cells can have: one, or several that no cell can be confused between. */
export interface TypedColumn {
  path: AttributePath;
  types: readonly ColumnType[];
}

const TYPES_TEXT =
  'S string, N number, BOOL, NULL, L list, M map, SS, NS and BS sets, B binary; several as S/NULL';

/**
 * Reads columns as people type them: `id:S,customer.age:N,note:S/NULL`. Names are written as in any list of attributes.
 * @throws AutodyneError `InvalidUsage` naming the column
 */
export function parseTypedColumns(text: string): TypedColumn[] {
  const columns = splitAttributeList(text).map(readColumn);
  const names = columns.map(({ path }) => formatAttributePath(path));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new AutodyneError('InvalidUsage', `--columns: ${twice} is specified twice`);
  return columns;
}

/** As other languages and databases name them. */
const NAMES_OF_TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ...['string', 'str', 'text', 'varchar', 'date'].map((name) => [name, 'S'] as const),
  ...['number', 'num', 'int', 'integer', 'float', 'double', 'decimal'].map((name) => [name, 'N'] as const),
  ['boolean', 'BOOL'],
  ...['list', 'array'].map((name) => [name, 'L'] as const),
  ...['map', 'object', 'json'].map((name) => [name, 'M'] as const),
  ...['binary', 'bytes', 'base64'].map((name) => [name, 'B'] as const),
]);

/** `total N` and `total=N` are `total:N`; a name alone gets a type. */
function withColon(text: string): string {
  const [, name, type = ''] = /^(.*[^\s=])[\s=]+\(?(\w+)\)?$/.exec(text) ?? [];
  const known = COLUMN_TYPES.find((one) => one === type.toUpperCase());
  return name !== undefined && known !== undefined ? `${name}:${known}` : `${text}:S`;
}

function readColumn(text: string): TypedColumn {
  const colon = text.lastIndexOf(':');
  const name = text.slice(0, colon);
  if (colon < 1) {
    throw new AutodyneError('InvalidUsage', `--columns: ${JSON.stringify(text)} has no type`, {
      suggestions: [`write the column, a colon and a type: ${withColon(text)} (${TYPES_TEXT})`],
    });
  }
  const types = text
    .slice(colon + 1)
    .split('/')
    .map((part) => readType(text, name, part));
  if (!canTell(types)) {
    const problem = `the cells of these types look alike: ${types.join(', ')}`;
    throw new AutodyneError('InvalidUsage', `--columns: ${JSON.stringify(text)}: ${problem}`, {
      suggestions: ['choose one of them'],
    });
  }
  return { path: parseAttributePath(name), types };
}

function readType(text: string, name: string, part: string): ColumnType {
  const type = part.toUpperCase();
  const known = COLUMN_TYPES.find((one) => one === type);
  if (known !== undefined) return known;
  const meant = NAMES_OF_TYPES.get(part.toLowerCase()) ?? closest(type, COLUMN_TYPES);
  throw new AutodyneError(
    'InvalidUsage',
    `--columns: ${JSON.stringify(text)}: ${JSON.stringify(part)} is not a type`,
    {
      suggestions: [
        ...(meant === undefined ? [] : [`did you mean ${name}:${meant}?`]),
        `the types are ${TYPES_TEXT}`,
      ],
    },
  );
}

/** True where a cell shows which of the types it has; quotes tell a string from a number, boolean or null. */
export function canTell(types: readonly ColumnType[]): boolean {
  const others = types.filter((type) => type !== 'NULL');
  const areOf = (known: readonly ColumnType[]): boolean => others.every((type) => known.includes(type));
  return others.length <= 1 || areOf(['S', 'N', 'BOOL']) || areOf(['N', 'BOOL', 'L', 'M']);
}

/** Types in the order in which they are written: `S/N/NULL`. */
export function inTypeOrder(types: Iterable<ColumnType>): ColumnType[] {
  const all = new Set(types);
  return COLUMN_TYPES.filter((type) => type !== 'NULL' && all.has(type)).concat(
    all.has('NULL') ? ['NULL'] : [],
  );
}

/** As {@link parseTypedColumns} reads them. */
export function typedColumnsText(columns: readonly TypedColumn[]): string {
  return columns.map(({ path, types }) => `${formatAttributePath(path)}:${types.join('/')}`).join(',');
}

export function typeOfValue(value: AttributeValue): ColumnType {
  const type = COLUMN_TYPES.find((one) => value[one] !== undefined);
  if (type !== undefined) return type;
  throw new AutodyneError(
    'Unexpected',
    `an attribute value of an unknown type: ${Object.keys(value).join(', ')}`,
  );
}
