import { countOf, countText } from '../../errors/count-text.ts';
import type { ReadPlan } from '../../items/planner/read-request.ts';
import { readWhereKey } from '../conditions/where-key.ts';
import { log } from '../config/configure.ts';
import { MODEL_ATTRIBUTE, type Model, type ModelField } from '../definition/model.ts';
import { ScanProhibited } from '../errors/model-errors.ts';
import { type ChainQuery, queryText } from './chain-query.ts';

/** The cost of a read so far. */
export interface ReadTally {
  evaluated: number;
  returned: number;
  readUnits: number;
}

/** Whether a read pays for items that it does not give: the other models' of the one table, or those that do not match. */
function isWasteful(plan: ReadPlan): boolean {
  return plan.operation === 'Scan' && plan.isFiltered;
}

/** @throws ScanProhibited where settings refuse a read of all items for some of them */
export function checkScan(model: Model, query: ChainQuery, plan: ReadPlan): void {
  if (!model.settings.errorOnScan || !isWasteful(plan)) return;
  const reasons = rejectedIndexes(plan);
  const because = reasons.length === 0 ? '' : `: ${reasons.join('; ')}`;
  throw new ScanProhibited(`${queryText(model, query)} needs a Scan of ${target(model, plan)}${because}`, {
    suggestions: betterWays(model, query, plan),
    details: { model: model.name, why: plan.why },
  });
}

/** Says what a read of all items for some of them cost, where settings want it said. */
export function warnOfScan(model: Model, query: ChainQuery, plan: ReadPlan, tally: ReadTally): void {
  if (!model.settings.warnOnScan || !isWasteful(plan)) return;
  const { evaluated, returned, readUnits } = tally;
  const cost = `read ${countOf(evaluated, 'item')} to find ${countText(returned)}: ${countOf(readUnits, 'read unit')}`;
  const ways = [...rejectedIndexes(plan), ...betterWays(model, query, plan)];
  log('warn', `${queryText(model, query)} by a Scan of ${target(model, plan)} ${cost}; ${ways.join('; ')}`);
}

function target(model: Model, { index }: ReadPlan): string {
  const name = index === undefined ? `table "${model.table.name}"` : `index "${index.name}"`;
  return model.table.isShared ? `${name}, which has the items of all models` : name;
}

/** The planner's reasons against indexes that have the fields: `not index "byAuthor": it contains only items with …`. */
function rejectedIndexes({ why }: ReadPlan): string[] {
  return why.filter((reason) => reason.startsWith('not '));
}

function betterWays(model: Model, query: ChainQuery, plan: ReadPlan): string[] {
  const keys = query.conditions.flatMap((one) => Object.keys(one)).map((key) => readWhereKey(model, key));
  const whole = keys.filter(({ field, members }) => members.length === 0 && field.type.keyType !== undefined);
  const equal = whole.filter(({ operator }) => operator === 'eq').map(({ field }) => field);
  const ranged = whole.filter(({ operator }) => RANGES.has(operator)).map(({ field }) => field);
  const sparse = model.indexes.filter(({ schema }) =>
    plan.why.some((reason) => reason.startsWith(`not index "${schema.name}": it contains only`)),
  );
  const taken = sparse.map(
    ({ schema }) =>
      `withIndex('${schema.name}') takes it all the same, without the records that are not in it`,
  );
  if (taken.length > 0) return taken;
  const declared = indexFor(model, equal, ranged);
  return declared === undefined ? [] : [`an index would help: globalSecondaryIndexes: [${declared}]`];
}

const RANGES: ReadonlySet<string> = new Set(['gt', 'gte', 'lt', 'lte', 'between', 'begins_with']);

/** The declaration of an index by which it would be a Query. */
function indexFor(
  model: Model,
  equal: readonly ModelField[],
  ranged: readonly ModelField[],
): string | undefined {
  const isFree = (field: ModelField): boolean => field !== model.partitionKey;
  const [first, second] = equal.filter(isFree);
  const partition = first?.name ?? (model.table.isShared ? MODEL_ATTRIBUTE : undefined);
  if (partition === undefined) return undefined;
  const sort = (first === undefined ? undefined : second) ?? ranged.find(isFree);
  return `{ partitionKey: '${partition}',${sort === undefined ? '' : ` sortKey: '${sort.name}',`} projection: 'all' }`;
}
