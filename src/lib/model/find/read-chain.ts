import { bareSenderOf } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { commandText } from '../../errors/command-text.ts';
import { indexCreateArgs } from '../../indexes/index-command.ts';
import type { ReadPlan } from '../../items/planner/read-request.ts';
import { queryPages } from '../../items/read/item-pages.ts';
import type { ReadLimits } from '../../items/read/read-limits.ts';
import type { Page, PageFacts } from '../../items/read/read-pages.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { batchesOf } from '../config/backoff.ts';
import type { Model } from '../definition/model.ts';
import { hydrateAll, hydrateFound } from '../record/hydrate.ts';
import { hasIdentityMap } from '../record/identity-map.ts';
import { type ReadyTable, readyTable } from '../tables/ready-table.ts';
import { type ChainQuery, limitsOf, queryText } from './chain-query.ts';
import { type ChainPlan, planRead, type ReadUse } from './plan-read.ts';
import { checkScan, type ReadTally, warnOfScan } from './scan-warning.ts';
import { canStayUnread, type UnreadPage, unreadPages } from './unread-pages.ts';
import { wholeItemPages } from './whole-items.ts';

/** A chain that is about to be read. */
export interface PlannedChain {
  readonly model: Model;
  readonly query: ChainQuery;
  readonly plan: ChainPlan;
  readonly limits: ReadLimits;
  readonly table: ReadyTable;
}

/**
 * Plans a chain before anything is asked, of the table's description too.
 * @throws ScanProhibited, InvalidQuery, and as {@link planRead} does
 */
export async function planChain(model: Model, query: ChainQuery, use: ReadUse = {}): Promise<PlannedChain> {
  const limits = limitsOf(model, query);
  const { attribute } = model.partitionKey;
  let plan = planRead(model, query, use);
  checkScan(model, query, plan);
  const table = await readyTable(model);
  // The one table's key has a name that is known only now.
  if (model.partitionKey.attribute !== attribute) plan = planRead(model, query, use);
  return { model, query, plan, limits, table };
}

/** The pages of a chain, as DynamoDB gives them; each is asked for when it is wanted. */
export function chainPages(
  chain: PlannedChain,
  limits: ReadLimits = chain.limits,
): AsyncGenerator<Page, void, undefined> {
  const { model, plan, table } = chain;
  const pages =
    plan.evaluatedWhole === undefined
      ? queryPages(table.client, plan, limits, batchesOf(model))
      : wholeItemPages(model, table, plan, plan.evaluatedWhole, limits);
  return talliedPages(chain, pages);
}

/** The same for records, which parse of an item what is read of them. */
export function recordPagesOf(
  chain: PlannedChain,
  limits: ReadLimits = chain.limits,
): AsyncGenerator<UnreadPage, void, undefined> {
  const { model, plan, table } = chain;
  const isUnread = plan.evaluatedWhole === undefined && canStayUnread(plan) && !hasIdentityMap();
  const sender = isUnread && bareSenderOf(table.client);
  return sender ? talliedPages(chain, unreadPages(model, sender, plan, limits)) : chainPages(chain, limits);
}

async function* talliedPages<P extends PageFacts>(
  { model, query, plan }: PlannedChain,
  pages: AsyncIterable<P>,
): AsyncGenerator<P, void, undefined> {
  const tally: ReadTally = { evaluated: 0, returned: 0, readUnits: 0 };
  try {
    for await (const page of pages) {
      tally.evaluated += page.scannedCount;
      tally.returned += page.count;
      tally.readUnits += page.consumedCapacity?.CapacityUnits ?? 0;
      yield page;
    }
  } catch (error) {
    throw howToMakeIndex(model, query, plan, error);
  } finally {
    if (tally.evaluated > 0 || tally.readUnits > 0) warnOfScan(model, query, plan, tally);
  }
}

/** All records of a chain. */
export async function chainRecords(model: Model, query: ChainQuery, limit?: number): Promise<object[]> {
  const chain = await planChain(model, query);
  const records: object[] = [];
  for await (const { items } of recordPagesOf(chain, atMost(chain.limits, limit))) {
    for (const record of await hydrateAll(model, items, query)) records.push(record);
  }
  return records;
}

/** The limits, and no more records than these. */
export function atMost(limits: ReadLimits, count: number | undefined): ReadLimits {
  if (count === undefined) return limits;
  return { ...limits, limit: Math.min(count, limits.limit ?? count) };
}

/** How many records; none is loaded. */
export async function countRecords(model: Model, query: ChainQuery, limit?: number): Promise<number> {
  const chain = await planChain(model, query, { isCount: true });
  let count = 0;
  for await (const page of chainPages(chain, atMost(chain.limits, limit))) count += page.count;
  return count;
}

/** The last record: of one Query by reading from its end, of other reads, and where limits or a start say what is the last, by reading all. */
export async function lastRecord(model: Model, query: ChainQuery): Promise<object | null> {
  const { recordLimit, scanLimit, start } = query;
  const isWhole = recordLimit === undefined && scanLimit === undefined && (start ?? undefined) === undefined;
  const { plan } = await planChain(model, query);
  const isFromEnd = isWhole && plan.operation === 'Query' && plan.others.length === 0;
  const chain = await planChain(model, query, { isReversed: isFromEnd });
  let last: Item | undefined;
  for await (const { items } of chainPages(chain, atMost(chain.limits, isFromEnd ? 1 : undefined))) {
    last = items.at(-1) ?? last;
  }
  return last === undefined ? null : hydrateFound(model, last, query);
}

/** The service's word that an index is not there, with the keys that the model declares for it. */
function howToMakeIndex(model: Model, query: ChainQuery, { index }: ReadPlan, error: unknown): unknown {
  if (index === undefined || !isMissingIndex(error)) return error;
  const keys = [...index.partitionKeys, ...index.sortKeys].map(({ name, type }) => `${name} (${type})`);
  const [first] = index.partitionKeys;
  const field = first && model.fieldByAttribute.get(first.name)?.name;
  const declared = `${model.name} declares it with the key ${keys.join(', ')}`;
  const { name: tableName, isShared } = model.table;
  const command = commandText(...indexCreateArgs(index, tableName, { isNamed: !isShared }));
  return new AutodyneError('IndexNotFound', `${queryText(model, query)}: ${error.message}`, {
    cause: error,
    details: { ...error.details, model: model.name, ...(field === undefined ? {} : { field }) },
    // A local index is made with its table alone.
    suggestions: [index.kind === 'local' ? declared : `${declared}; to create it: ${command}`],
  });
}

function isMissingIndex(error: unknown): error is AutodyneError<'IndexNotFound'> {
  return isAutodyneError(error, 'IndexNotFound');
}
