import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { attributeOf, isAttributeCondition, leavesOf } from '../conditions/condition.ts';
import { conditionSlips } from '../conditions/condition-slips.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import { type TableSchema, tableSchema } from '../keys/key-schema.ts';
import { keysOf, targetName } from '../planner/choose-target.ts';
import { planQuery, planScan } from '../planner/plan-query.ts';
import type { ReadPlan, ReadRequest } from '../planner/read-request.ts';
import { itemPages } from './item-pages.ts';
import type { PageFacts } from './read-pages.ts';

/** A page that was read to find out why nothing was found, and the slips that it shows, a line each. */
export interface Looked {
  facts: PageFacts;
  slips: readonly string[];
}

/** Bytes that are read at most, as far as the size of items is known: two read units. */
const MAX_BYTES = 16_384;

/**
 * True where a look may show a slip: there are conditions besides those on the table's key, which are checked before
 * anything is sent.
 */
export function mayShowSlip(schema: TableSchema, { conditions }: ReadRequest): boolean {
  const keys = keysOf(schema, undefined);
  const names = [...keys.partitionKeys, ...keys.sortKeys].map(({ name }) => name);
  return conditions.flatMap(leavesOf).some(({ path }) => !names.includes(attributeOf(path)));
}

/**
 * Reads a few items as a read that found nothing would have read them, without its filter, and says what in its
 * conditions does not fit them. One request of a read unit or two.
 * @throws AutodyneError as the service fails
 */
export async function lookIntoNothing(
  client: ServiceClient,
  table: TableDescription,
  request: ReadRequest,
  plan: ReadPlan,
): Promise<Looked> {
  const schema = tableSchema(table);
  const { partitionKeys } = keysOf(schema, plan.index);
  const isOnPartition = ({ path }: { path: readonly unknown[] }): boolean =>
    path.length === 1 && partitionKeys.some(({ name }) => name === path[0]);
  const partition = request.conditions.filter(
    (condition) => isAttributeCondition(condition) && isOnPartition(condition),
  );
  const isQuery = plan.operation === 'Query' && request.own?.keyCondition === undefined;
  const conditions = isQuery ? partition : [];
  const wider = { conditions, indexName: plan.index?.name, isConsistent: request.isConsistent };
  const widerPlan = isQuery ? planQuery(schema, wider) : planScan(schema, wider);
  const page = await itemPages(client, widerPlan).ask({ ...widerPlan.input, Limit: sampleItems(table) });
  const where = targetName(schema, plan.index);
  const none = isQuery
    ? `no item of ${where} has ${conditions.map(textOfCondition).join(' and ')}`
    : `${where} has no items`;
  return {
    facts: page,
    slips: page.items.length === 0 ? [none] : conditionSlips(request.conditions, page.items),
  };
}

/** 1 to 25, as many as {@link MAX_BYTES} hold; 10 of an unknown size. */
function sampleItems({ ItemCount = 0, TableSizeBytes = 0 }: TableDescription): number {
  if (ItemCount === 0 || TableSizeBytes === 0) return 10;
  return Math.max(1, Math.min(25, Math.floor(MAX_BYTES / (TableSizeBytes / ItemCount))));
}
