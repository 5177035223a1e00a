import { AutodyneError } from '../../errors/autodyne-error.ts';
import { canBeKey } from '../keys/check-key.ts';
import { keyIdentity } from '../keys/key-of.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { compareScalars } from '../values/compare-scalars.ts';
import {
  type AttributeCondition,
  attributeOf,
  type Condition,
  isAttribute,
  isAttributeCondition,
  pathsOf,
} from './condition.ts';
import { textOfCondition } from './condition-text.ts';

/** The keys of a table, or of an index (up to four of each kind). */
export interface QueryKeys {
  partitionKeys: readonly KeyAttribute[];
  sortKeys: readonly KeyAttribute[];
}

export interface DividedConditions {
  /** Equality, or `in`, on every partition key attribute. */
  partition: readonly AttributeCondition[];
  /** On sort key attributes from the left: equality or `in`, and a range on the last one only. */
  sort: readonly AttributeCondition[];
  /** Evaluated by DynamoDB after reading: they save response bytes, not read units. */
  filter: readonly Condition[];
  /**
   * On key attributes, or any of several of which one is, but nothing that a key condition can say. DynamoDB refuses key attributes in a filter, so
   * these are evaluated here, on the response.
   */
  local: readonly Condition[];
}

/**
 * The most values that are asked for one by one, of all `in` of a key together: each takes half a read unit at least, so
 * that many more would soon cost what a Scan does.
 */
export const MAX_KEY_VALUES = 25;

/**
 * Divides ANDed conditions over a Query of `keys`, or several; `undefined` when a partition key attribute is given
 * neither with equality nor with `in`, or with more than {@link MAX_KEY_VALUES} values, so that there can be no Query.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function divideConditions(
  conditions: readonly Condition[],
  keys: QueryKeys,
): DividedConditions | undefined {
  const single = conditions.filter(isAttributeCondition);
  const chosen = keys.partitionKeys.map((key) => exactCondition(single, key, 'partition'));
  if (!chosen.every((one) => one !== undefined)) return undefined;
  const partition = chosen.map(({ condition }) => condition);
  let valueCount = valueCountOf(partition);
  if (valueCount > MAX_KEY_VALUES) return undefined;
  const sort: AttributeCondition[] = [];
  const settled = new Set<Condition>(chosen.map(({ given }) => given));
  for (const key of keys.sortKeys) {
    const exact = exactCondition(single, key, 'sort');
    const count = exact === undefined ? 0 : valueCount * valueCountOf([exact.condition]);
    if (exact !== undefined && count <= MAX_KEY_VALUES) {
      valueCount = count;
      sort.push(exact.condition);
      settled.add(exact.given);
      continue;
    }
    const range = sortKeyRange(single.filter((condition) => isForKey(condition, key)));
    if (range === undefined) break;
    sort.push(range.condition);
    for (const condition of range.settled) settled.add(condition);
    break;
  }
  const rest = conditions.filter((condition) => !isAttributeCondition(condition) || !settled.has(condition));
  return { partition, sort, ...filterOrLocal(rest, keys) };
}

/** Divides what is no key condition: DynamoDB takes no key attribute of a Query in its filter. */
export function filterOrLocal(
  conditions: readonly Condition[],
  { partitionKeys, sortKeys }: QueryKeys,
): Pick<DividedConditions, 'filter' | 'local'> {
  const names = new Set([...partitionKeys, ...sortKeys].map(({ name }) => name));
  const isLocal = (condition: Condition): boolean =>
    pathsOf(condition).some((path) => names.has(attributeOf(path)));
  return { filter: conditions.filter((one) => !isLocal(one)), local: conditions.filter(isLocal) };
}

/** Whether a condition may be part of a key condition: DynamoDB takes there only values of the key's type, not empty. */
function isForKey({ path, operands }: AttributeCondition, { name, type }: KeyAttribute): boolean {
  const isFit = (value: AttributeValue): boolean => value[type] !== undefined && value[type].length > 0;
  return isAttribute(path, name) && operands.every(isFit);
}

/** The number of keys that conditions with equality or `in` name together. */
export function valueCountOf(conditions: readonly AttributeCondition[]): number {
  return conditions.reduce((product, { operands }) => product * operands.length, 1);
}

/** A condition that gives the values of a key attribute, and the given one that it is made of. */
interface ExactCondition {
  condition: AttributeCondition;
  given: AttributeCondition;
}

/** Equality, else `in`: with each value that the key can have once. */
function exactCondition(
  conditions: readonly AttributeCondition[],
  key: KeyAttribute,
  kind: 'partition' | 'sort',
): ExactCondition | undefined {
  const equal = conditions.find((condition) => condition.operator === 'eq' && isForKey(condition, key));
  if (equal !== undefined) return { condition: equal, given: equal };
  return conditions
    .filter(({ operator, path }) => operator === 'in' && isAttribute(path, key.name))
    .map((given) => {
      const values = given.operands.filter((operand) => canBeKey(operand, key, kind));
      return { given, condition: { ...given, operands: distinctValues(values) } };
    })
    .find(({ condition }) => condition.operands.length > 0);
}

/** Each once, where it comes first: 1 and 1.0 are one. */
function distinctValues(values: readonly AttributeValue[]): AttributeValue[] {
  const distinct = new Map<string, AttributeValue>();
  for (const value of values) {
    const identity = keyIdentity({ value }, ['value']);
    if (!distinct.has(identity)) distinct.set(identity, value);
  }
  return [...distinct.values()];
}

interface SortKeyRange {
  condition: AttributeCondition;
  /** The conditions that say no more than `condition` does. */
  settled: readonly AttributeCondition[];
}

/**
 * The narrowest key condition for the conditions on one sort key attribute. Two bounds become BETWEEN, which
 * includes its ends: an excluding bound is then not settled, and cuts its end off later.
 */
function sortKeyRange(conditions: readonly AttributeCondition[]): SortKeyRange | undefined {
  const first = (...operators: AttributeCondition['operator'][]): AttributeCondition | undefined =>
    conditions.find(({ operator }) => operators.includes(operator));
  const whole = first('eq') ?? first('between') ?? first('begins_with');
  if (whole !== undefined) return { condition: whole, settled: [whole] };
  const lower = first('gte', 'gt');
  const upper = first('lte', 'lt');
  if (lower !== undefined && upper !== undefined) {
    checkOrdered(lower, upper);
    const condition: AttributeCondition = {
      path: lower.path,
      operator: 'between',
      operands: [...lower.operands, ...upper.operands],
      arg: `${textOfCondition(lower)} and ${textOfCondition(upper)}`,
    };
    return { condition, settled: [lower, upper].filter(({ operator }) => operator.endsWith('e')) };
  }
  const one = lower ?? upper;
  return one === undefined ? undefined : { condition: one, settled: [one] };
}

/** DynamoDB refuses a BETWEEN whose bounds are the wrong way round, and nothing could match. */
function checkOrdered(lower: AttributeCondition, upper: AttributeCondition): void {
  const [low, high] = [lower.operands[0], upper.operands[0]];
  if (low === undefined || high === undefined || (compareScalars(low, high) ?? 0) <= 0) return;
  const [one, other] = [textOfCondition(lower), textOfCondition(upper)];
  throw new AutodyneError('InvalidUsage', `nothing can match both "${one}" and "${other}"`);
}
