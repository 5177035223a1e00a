import { AutodyneError } from '../../errors/autodyne-error.ts';
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
  /** Equality on every partition key attribute. */
  partition: readonly AttributeCondition[];
  /** On sort key attributes from the left: equality, and a range on the last one only. */
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
 * Divides ANDed conditions over a Query of `keys`; `undefined` when a partition key attribute is not given with
 * equality, so that there can be no Query.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function divideConditions(
  conditions: readonly Condition[],
  keys: QueryKeys,
): DividedConditions | undefined {
  const single = conditions.filter(isAttributeCondition);
  const partition = keys.partitionKeys.map((key) =>
    single.find((condition) => condition.operator === 'eq' && isForKey(condition, key)),
  );
  if (!partition.every(isCondition)) return undefined;
  const sort: AttributeCondition[] = [];
  const settled = new Set<Condition>(partition);
  for (const key of keys.sortKeys) {
    const range = sortKeyRange(single.filter((condition) => isForKey(condition, key)));
    if (range === undefined) break;
    sort.push(range.condition);
    for (const condition of range.settled) settled.add(condition);
    if (range.condition.operator !== 'eq') break;
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

function isCondition(condition: AttributeCondition | undefined): condition is AttributeCondition {
  return condition !== undefined;
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
