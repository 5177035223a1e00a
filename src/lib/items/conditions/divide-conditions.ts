import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { compareScalars } from '../values/compare-scalars.ts';
import { attributeOf, type Condition, isAttribute } from './condition.ts';

/** The keys of a table, or of an index (up to four of each kind). */
export interface QueryKeys {
  partitionKeys: readonly KeyAttribute[];
  sortKeys: readonly KeyAttribute[];
}

export interface DividedConditions {
  /** Equality on every partition key attribute. */
  partition: readonly Condition[];
  /** On sort key attributes from the left: equality, and a range on the last one only. */
  sort: readonly Condition[];
  /** Evaluated by DynamoDB after reading: they make responses smaller, but save no read units. */
  filter: readonly Condition[];
  /**
   * On key attributes, but of a kind that a key condition cannot express. DynamoDB refuses key attributes in a filter,
   * so these are evaluated here, on the response.
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
  const partition = keys.partitionKeys.map((key) =>
    conditions.find((condition) => condition.operator === 'eq' && isForKey(condition, key)),
  );
  if (!partition.every(isCondition)) return undefined;
  const sort: Condition[] = [];
  const settled = new Set<Condition>(partition);
  for (const key of keys.sortKeys) {
    const range = sortKeyRange(conditions.filter((condition) => isForKey(condition, key)));
    if (range === undefined) break;
    sort.push(range.condition);
    for (const condition of range.settled) settled.add(condition);
    if (range.condition.operator !== 'eq') break;
  }
  const names = new Set([...keys.partitionKeys, ...keys.sortKeys].map(({ name }) => name));
  const rest = conditions.filter((condition) => !settled.has(condition));
  return {
    partition,
    sort,
    filter: rest.filter(({ path }) => !names.has(attributeOf(path))),
    local: rest.filter(({ path }) => names.has(attributeOf(path))),
  };
}

/** DynamoDB takes in a key condition only values of the key's type, and no empty ones. */
function isForKey({ path, operands }: Condition, { name, type }: KeyAttribute): boolean {
  const isFit = (value: AttributeValue): boolean => value[type] !== undefined && value[type].length > 0;
  return isAttribute(path, name) && operands.every(isFit);
}

function isCondition(condition: Condition | undefined): condition is Condition {
  return condition !== undefined;
}

interface SortKeyRange {
  condition: Condition;
  /** The conditions that `condition` makes superfluous. */
  settled: readonly Condition[];
}

/**
 * The narrowest key condition for the conditions on one sort key attribute. Two bounds become BETWEEN, which
 * includes its ends: an excluding bound is then not settled, and cuts its end off later.
 */
function sortKeyRange(conditions: readonly Condition[]): SortKeyRange | undefined {
  const first = (...operators: Condition['operator'][]): Condition | undefined =>
    conditions.find(({ operator }) => operators.includes(operator));
  const whole = first('eq') ?? first('between') ?? first('begins_with');
  if (whole !== undefined) return { condition: whole, settled: [whole] };
  const lower = first('gte', 'gt');
  const upper = first('lte', 'lt');
  if (lower !== undefined && upper !== undefined) {
    checkOrdered(lower, upper);
    const condition: Condition = {
      path: lower.path,
      operator: 'between',
      operands: [...lower.operands, ...upper.operands],
      arg: `${lower.arg} and ${upper.arg}`,
    };
    return { condition, settled: [lower, upper].filter(({ operator }) => operator.endsWith('e')) };
  }
  const one = lower ?? upper;
  return one === undefined ? undefined : { condition: one, settled: [one] };
}

/** DynamoDB refuses a BETWEEN whose bounds are the wrong way round, and nothing could match. */
function checkOrdered(lower: Condition, upper: Condition): void {
  const [low, high] = [lower.operands[0], upper.operands[0]];
  if (low === undefined || high === undefined || (compareScalars(low, high) ?? 0) <= 0) return;
  throw new AutodyneError('InvalidUsage', `nothing can match both "${lower.arg}" and "${upper.arg}"`);
}
