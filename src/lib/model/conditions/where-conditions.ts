import type { AttributeCondition, Condition, Operator } from '../../items/conditions/condition.ts';
import { MAX_IN_OPERANDS } from '../../items/conditions/condition.ts';
import type { AttributePath } from '../../items/keys/attribute-path.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import { compareScalars } from '../../items/values/compare-scalars.ts';
import type { Model } from '../definition/model.ts';
import { invalidCondition } from './invalid-query.ts';
import { readWhereKey, type WhereKey, type WhereLocation } from './where-key.ts';
import { checkOrdered, storedOperand, storedPart, storedPrefix } from './where-operands.ts';

/**
 * The conditions that `where` and `if` give by name: `{ city: 'Chicago', 'latitude.gte': 10 }`. All must hold.
 * @throws InvalidQuery, AutodyneError `UnknownAttribute`, `InvalidValue`, PrecisionError
 */
export function whereConditions(model: Model, given: Readonly<Record<string, unknown>>): Condition[] {
  return Object.entries(given).flatMap(([key, value]) =>
    whereCondition(model, readWhereKey(model, key), value),
  );
}

function whereCondition(model: Model, key: WhereKey, value: unknown): Condition[] {
  const { field, operator } = key;
  const path = [field.attribute, ...key.members];
  if (value === undefined) {
    throw invalidCondition(model, field, 'undefined is not a condition', [
      'leave the condition out, or ask for null: records that have no value here',
    ]);
  }
  switch (operator) {
    case 'null':
    case 'not_null':
      return [nullCondition(model, key, path, isTrue(model, key, value) === (operator === 'null'))];
    case 'eq':
    case 'ne': {
      const operand = value === null ? undefined : storedOperand(model, key, value);
      if (operand === undefined) return [nullCondition(model, key, path, operator === 'eq')];
      return [single(path, operator, [operand])];
    }
    case 'in':
      return [single(path, operator, several(model, key, value))];
    case 'between':
      return [single(path, operator, bounds(model, key, value))];
    case 'contains':
    case 'not_contains':
      return partsOf(value).map((part) => single(path, operator, [storedPart(model, key, part)]));
    case 'begins_with':
      return [single(path, operator, [storedPrefix(model, key, value)])];
    default:
      return [single(path, operator, [ordered(model, key, value)])];
  }
}

function single(path: AttributePath, operator: Operator, operands: AttributeValue[]): AttributeCondition {
  return { path, operator, operands };
}

/** An attribute that is not there, or is null; or one that is. */
function nullCondition(
  model: Model,
  { field, members }: WhereLocation,
  path: AttributePath,
  isNull: boolean,
): Condition {
  const isTableKey = field === model.partitionKey || field === model.sortKey;
  if (isNull && isTableKey && members.length === 0) {
    throw invalidCondition(model, field, 'the key of the table is never null');
  }
  const NULL: AttributeValue = { NULL: true };
  return isNull
    ? { anyOf: [single(path, 'not_exists', []), single(path, 'eq', [NULL])] }
    : { allOf: [single(path, 'exists', []), single(path, 'ne', [NULL])] };
}

function isTrue(model: Model, { field, operator }: WhereKey, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw invalidCondition(model, field, `${operator} takes true or false`);
}

function ordered(model: Model, key: WhereKey, value: unknown): AttributeValue {
  const { field, operator } = key;
  const operand = value === null ? undefined : storedOperand(model, key, value);
  if (operand === undefined)
    throw invalidCondition(model, field, `${operator} needs a value that is not null or empty`);
  checkOrdered(model, field, operator, operand);
  return operand;
}

function bounds(model: Model, key: WhereKey, value: unknown): AttributeValue[] {
  const { field } = key;
  const [low, high, ...others] = Array.isArray(value) ? (value as unknown[]) : [];
  if (low === undefined || high === undefined || others.length > 0) {
    throw invalidCondition(model, field, 'between takes two values, the lower one first: [10, 20]');
  }
  const operands = [ordered(model, key, low), ordered(model, key, high)];
  if ((compareScalars(...(operands as [AttributeValue, AttributeValue])) ?? 0) > 0) {
    throw invalidCondition(
      model,
      field,
      'the first value of between is greater than the second, so nothing can match',
    );
  }
  return operands;
}

function several(model: Model, key: WhereKey, value: unknown): AttributeValue[] {
  const { field } = key;
  const values = Array.isArray(value) || value instanceof Set ? [...(value as Iterable<unknown>)] : [];
  if (values.length === 0 || values.length > MAX_IN_OPERANDS) {
    const facts = values.length === 0 ? '' : `, not ${values.length}`;
    throw invalidCondition(model, field, `in takes an array of 1 to ${MAX_IN_OPERANDS} values${facts}`);
  }
  return values.map((one) => {
    const operand = one === null || one === undefined ? undefined : storedOperand(model, key, one);
    if (operand !== undefined) return operand;
    throw invalidCondition(model, field, 'in takes no value that is null, undefined or empty');
  });
}

/** A list asks for each of its elements. */
function partsOf(value: unknown): unknown[] {
  if (!Array.isArray(value) && !(value instanceof Set)) return [value];
  return [...(value as Iterable<unknown>)];
}
