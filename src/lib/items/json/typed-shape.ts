import type { AttributeValue, Item } from '../values/attribute-value.ts';

/** The part of a JSON value that decides whether it is a value in DynamoDB JSON; a `JsonNode` is one. */
export interface JsonShape {
  type: 'object' | 'array' | 'string' | 'number' | 'literal';
  value?: string | boolean | null;
  elements?: readonly JsonShape[];
}

/** The JSON that the value of each type is written as. */
const VALUE_SHAPES: Readonly<Record<string, (shape: JsonShape) => boolean>> = {
  S: isText,
  N: isTextOrNumber,
  B: isText,
  BOOL: ({ type, value }) => type === 'literal' && value !== null,
  NULL: ({ type, value }) => type === 'literal' && value === true,
  L: ({ type }) => type === 'array',
  M: ({ type }) => type === 'object',
  SS: isTextsOrNumbers,
  NS: isTextsOrNumbers,
  BS: isTextsOrNumbers,
};

function isText({ type }: JsonShape): boolean {
  return type === 'string';
}

/** DynamoDB JSON has numbers in quotes; one without is a slip in typed JSON, to be reported as such. */
function isTextOrNumber({ type }: JsonShape): boolean {
  return type === 'string' || type === 'number';
}

function isTextsOrNumbers({ type, elements = [] }: JsonShape): boolean {
  return type === 'array' && elements.every(isTextOrNumber);
}

export function isTypeName(name: string): boolean {
  return Object.hasOwn(VALUE_SHAPES, name);
}

/** True where a JSON object whose only member is this one is a value in DynamoDB JSON: `{"N":"7"}`. */
export function isTypedMember(name: string, shape: JsonShape): boolean {
  return isTypeName(name) && VALUE_SHAPES[name]?.(shape) === true;
}

/** True where the map, printed as plain JSON, would be read as a value in DynamoDB JSON. */
export function looksTyped(map: Item): boolean {
  const [[name, value] = [], second] = Object.entries(map);
  return (
    name !== undefined &&
    value !== undefined &&
    second === undefined &&
    isTypedMember(name, plainShape(value))
  );
}

/** The JSON shape of a value when it is printed as plain JSON. */
function plainShape({ S, N, BOOL, NULL, L }: AttributeValue): JsonShape {
  if (S !== undefined) return { type: 'string', value: S };
  if (N !== undefined) return { type: 'number' };
  if (BOOL !== undefined) return { type: 'literal', value: BOOL };
  if (NULL !== undefined) return { type: 'literal', value: null };
  if (L !== undefined) return { type: 'array', elements: L.map(plainShape) };
  return { type: 'object' };
}

/**
 * True where the item, printed as plain JSON, could be read as one in DynamoDB JSON: all its attributes are maps and
 * lists, and one is a map with one member named by a type. (Never so for an item with its key, since a key attribute is
 * neither.)
 */
export function looksLikeTypedItem(item: Item): boolean {
  const values = Object.values(item);
  const isDoubtful = values.every(({ M, L }) => M !== undefined || L !== undefined);
  return (isDoubtful && values.some(isNamedByType)) || (values.length === 1 && item['Item']?.M !== undefined);
}

function isNamedByType({ M }: AttributeValue): boolean {
  const names = M === undefined ? [] : Object.keys(M);
  return names.length === 1 && isTypeName(names[0] ?? '');
}
