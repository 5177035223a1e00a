import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { closest } from '../../errors/closest.ts';
import { type AttributePath, parseAttributePath } from '../../items/keys/attribute-path.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';
import { fieldNamed } from '../record/attributes.ts';

const WHERE_OPERATORS = [
  'eq',
  'ne',
  'in',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'begins_with',
  'contains',
  'not_contains',
  'null',
  'not_null',
] as const;

export type WhereOperator = (typeof WHERE_OPERATORS)[number];

/** A field, or what is in its value. */
export interface WhereLocation {
  readonly field: ModelField;
  /** Steps into the value of a map or raw field; none for the whole. */
  readonly members: AttributePath;
}

/** What a key of `where` says: `latitude.gte`, `settings.theme`. */
export interface WhereKey extends WhereLocation {
  readonly operator: WhereOperator;
}

/**
 * Reads a key of `where`. What follows the last dot is an operator if it is one; a member that has such a name takes
 * `.eq` behind it.
 * @throws AutodyneError `UnknownAttribute`, InvalidQuery for an operator that there is not
 */
export function readWhereKey(model: Model, key: string): WhereKey {
  const field = model.fieldByName.get(key);
  if (field !== undefined) return { field, members: [], operator: 'eq' };
  const dot = key.lastIndexOf('.');
  const last = key.slice(dot + 1);
  if (dot !== -1 && isWhereOperator(last)) return { ...locationOf(model, key.slice(0, dot)), operator: last };
  return { ...locationOf(model, key), operator: 'eq' };
}

function isWhereOperator(text: string): text is WhereOperator {
  return (WHERE_OPERATORS as readonly string[]).includes(text);
}

/** The field whose name, which may have dots, is the longest; what is behind it is in its value. */
function locationOf(model: Model, text: string): WhereLocation {
  for (let end = text.length; end > 0; end = text.lastIndexOf('.', end - 1)) {
    const field = model.fieldByName.get(text.slice(0, end));
    if (field === undefined) continue;
    if (end === text.length) return { field, members: [] };
    if (hasMembers(field)) return { field, members: membersOf(model, text, text.slice(end + 1)) };
    throw unknownWhereOperator(model, field, text.slice(end + 1));
  }
  const [first = text] = text.split('.');
  return { field: fieldNamed(model, first), members: [] };
}

/** A value of the field may be a map. */
export function hasMembers({ spec }: ModelField): boolean {
  return spec.type === 'map' || spec.type === 'raw';
}

function membersOf(model: Model, text: string, inside: string): AttributePath {
  try {
    return parseAttributePath(inside);
  } catch (error) {
    if (!isAutodyneError(error, 'InvalidUsage')) throw error;
    throw new InvalidQuery(`${model.name}: "${text}" is no path: ${error.message}`, {
      cause: error,
      suggestions: error.suggestions,
      details: { model: model.name },
    });
  }
}

function unknownWhereOperator(model: Model, { name }: ModelField, operator: string): InvalidQuery {
  const near = closest(operator, WHERE_OPERATORS);
  const all = `operators: ${WHERE_OPERATORS.join(', ')}`;
  return new InvalidQuery(`${model.name}: unsupported operator ${operator} in ${name}.${operator}`, {
    suggestions: near === undefined ? [all] : [`did you mean ${name}.${near}?`, all],
    details: { model: model.name, field: name },
  });
}
