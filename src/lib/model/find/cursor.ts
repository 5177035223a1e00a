import { createHash } from 'node:crypto';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { type Condition, isAttributeCondition } from '../../items/conditions/condition.ts';
import { parseTypedItem, toTypedJsonText } from '../../items/json/typed-json.ts';
import { keysOf } from '../../items/planner/choose-target.ts';
import type { ReadPlan } from '../../items/planner/read-request.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { MODEL_ATTRIBUTE, type Model } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';

/** Characters of the digest that stands before the key. */
const BOUND_LENGTH = 16;

/**
 * Text for where a page ended: the key to go on from, and a digest of what it belongs to. The key can be read from it, so
 * it is no secret, and it is checked as any other that comes in.
 */
export function cursorText(
  model: Model,
  plan: ReadPlan,
  conditions: readonly Condition[],
  key: Item,
): string {
  return `${digestOf(model, plan, conditions)}${Buffer.from(toTypedJsonText(key)).toString('base64url')}`;
}

/**
 * The key of a cursor.
 * @throws InvalidQuery for one of another query: of another model, index, direction or partition key, or with other fields
 *   or operators; and for what is none
 */
export function keyOfCursor(
  model: Model,
  plan: ReadPlan,
  conditions: readonly Condition[],
  cursor: string,
): Item {
  if (!/^[\w-]{17,}$/.test(cursor)) throw refused(model, 'it is no cursor of page()');
  if (cursor.slice(0, BOUND_LENGTH) !== digestOf(model, plan, conditions)) {
    throw refused(model, 'it is the cursor of another query');
  }
  const text = Buffer.from(cursor.slice(BOUND_LENGTH), 'base64url').toString();
  try {
    return parseTypedItem(text, 'cursor');
  } catch (error) {
    if (!isAutodyneError(error)) throw error;
    throw refused(model, 'it is damaged', error);
  }
}

/** What a cursor is bound to. Values other than the partition key's may change from page to page. */
function digestOf(model: Model, plan: ReadPlan, conditions: readonly Condition[]): string {
  const { operation, index } = plan;
  const keys = keysOf(model.table.schema, index);
  const bound: BoundValues = {
    equal: new Set([MODEL_ATTRIBUTE, ...keys.partitionKeys.map(({ name }) => name)]),
    listed: new Set([...keys.partitionKeys, ...keys.sortKeys].map(({ name }) => name)),
  };
  const parts = [
    model.name,
    model.table.name,
    operation,
    index?.name ?? null,
    isForward(plan),
    conditions.map((condition) => shapeOf(condition, operation === 'Scan' ? NOTHING : bound)),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, BOUND_LENGTH);
}

/** The attributes of which a cursor holds the values: the order of a list of them is that of the pages. */
interface BoundValues {
  equal: ReadonlySet<string>;
  listed: ReadonlySet<string>;
}

const NOTHING: BoundValues = { equal: new Set(), listed: new Set() };

function isForward(plan: ReadPlan): boolean {
  if (plan.operation === 'BatchGetItem') return !plan.isReverse;
  return plan.operation === 'Scan' || plan.input.ScanIndexForward !== false;
}

function shapeOf(condition: Condition, bound: BoundValues): unknown {
  if (isAttributeCondition(condition)) {
    const { path, operator, operands } = condition;
    const names = operator === 'eq' ? bound.equal : operator === 'in' ? bound.listed : NOTHING.equal;
    const isKey = path.length === 1 && names.has(String(path[0]));
    return [
      path,
      operator,
      isKey ? operands.map((operand) => toTypedJsonText({ operand })) : operands.length,
    ];
  }
  if ('parts' in condition) return condition.arg;
  const inner = 'anyOf' in condition ? condition.anyOf : condition.allOf;
  return ['anyOf' in condition, inner.map((one) => shapeOf(one, bound))];
}

function refused({ name: model }: Model, problem: string, cause?: unknown): InvalidQuery {
  return new InvalidQuery(`${model}: page cannot go on after this cursor: ${problem}`, {
    cause,
    suggestions: ['ask for the first page again: without after'],
    details: { model },
  });
}
