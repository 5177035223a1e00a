import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import {
  type AttributeCondition,
  attributeOf,
  isAttributeCondition,
  leavesOf,
} from '../conditions/condition.ts';
import { conditionSlips } from '../conditions/condition-slips.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import { type TableSchema, tableSchema } from '../keys/key-schema.ts';
import { keysOf, targetName } from '../planner/choose-target.ts';
import { planQuery, planScan } from '../planner/plan-query.ts';
import type { ReadPlan, ReadRequest } from '../planner/read-request.ts';
import type { Item } from '../values/attribute-value.ts';
import { queryPages } from './item-pages.ts';
import type { Page, PageFacts } from './read-pages.ts';
import { sumConsumed } from './sum-consumed.ts';

/** A few items that were read to find out why nothing was found, and the slips that it shows, a line each. */
export interface Looked {
  facts: Pick<PageFacts, 'count' | 'consumedCapacity'>;
  slips: readonly string[];
  items: readonly Item[];
}

/** Bytes that are read at most, as far as the size of items is known: two read units. */
const MAX_BYTES = 16_384;

const MAX_UNITS = 2;
const MAX_VALUES = 4;

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
 * conditions does not fit them. A read unit or two.
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
  const partition = request.conditions.filter(isAttributeCondition).filter(isOnPartition).map(firstValues);
  const isByKey = plan.operation !== 'Scan' && request.own?.keyCondition === undefined;
  const conditions = isByKey ? partition : [];
  const wider = { conditions, indexName: plan.index?.name, isConsistent: request.isConsistent };
  const widerPlan = isByKey ? planQuery(schema, wider) : planScan(schema, wider);
  const pages: Page[] = [];
  let units = 0;
  for await (const page of queryPages(client, widerPlan, { limit: sampleItems(table) })) {
    pages.push(page);
    units += page.consumedCapacity?.CapacityUnits ?? 0;
    if (units >= MAX_UNITS || pages.length === MAX_VALUES) break;
  }
  const items = pages.flatMap((page) => page.items);
  const where = targetName(schema, plan.index);
  const none = isByKey
    ? `no item of ${where} has ${conditions.map(textOfCondition).join(' and ')}`
    : `${where} has no items`;
  return {
    facts: {
      count: items.length,
      consumedCapacity: sumConsumed(pages.map(({ consumedCapacity }) => consumedCapacity)),
    },
    items,
    slips: items.length === 0 ? [none] : conditionSlips(request.conditions, items),
  };
}

/** Of a list of values those that are looked at, each of which takes half a read unit at least. */
function firstValues(condition: AttributeCondition): AttributeCondition {
  if (condition.operands.length <= MAX_VALUES) return condition;
  const { path, operator, operands } = condition;
  return { path, operator, operands: operands.slice(0, MAX_VALUES) };
}

/** 1 to 25, as many as {@link MAX_BYTES} hold; 10 of an unknown size. */
function sampleItems({ ItemCount = 0, TableSizeBytes = 0 }: TableDescription): number {
  if (ItemCount === 0 || TableSizeBytes === 0) return 10;
  return Math.max(1, Math.min(25, Math.floor(MAX_BYTES / (TableSizeBytes / ItemCount))));
}
