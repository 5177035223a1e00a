import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../lib/client/client-sender.ts';
import type { ReadPlan } from '../../lib/items/planner/read-request.ts';
import type { ReadLimits } from '../../lib/items/read/read-limits.ts';
import { plannedRequests } from '../../lib/items/read/read-pages.ts';
import { measuredScan } from '../../lib/usage/measured-scan.ts';
import type { UnitMeter } from '../../lib/usage/unit-meter.ts';
import {
  UNKNOWN_ESTIMATE,
  type UnitEstimate,
  unitEstimate,
  unitEstimateText,
} from '../flags/budget-flags.ts';
import { typedWay } from '../flags/typed-ways.ts';
import { measuredBy, ScanNote, screenPart } from '../render/notes/read-notes.ts';
import type { Explanation } from '../results/request-results.ts';
import { dryRun, dryRunText } from './dry-run.ts';

/** The result of `--explain`, and its requests as they are printed: why the read is done so, its cost, and its requests. */
export function explainedRead(
  plan: ReadPlan,
  limits: ReadLimits,
  endpointUrl: string,
  cost: readonly string[],
): { result: Explanation; requests: string[] } {
  const [first, ...others] = plannedRequests(plan, limits);
  const unsent = (body: object) => dryRun(plan.operation, endpointUrl, body);
  const explained = { ...unsent(first), ...(others.length === 0 ? {} : { Others: others.map(unsent) }) };
  const Why = [...plan.why.map((line) => typedWay(line)), ...cost];
  const requests = [explained, ...(explained.Others ?? [])].map(dryRunText);
  return { result: { ...explained, Why }, requests };
}

/** The cost of a scan whose size the server does not report, by a few of its items, which `meter` counts. */
export async function measuredCost(
  client: ServiceClient,
  plan: ReadPlan,
  table: TableDescription,
  limits: ReadLimits,
  meter: UnitMeter,
): Promise<string[]> {
  const unmeasured = new ScanNote(plan, table, limits);
  if (plan.operation !== 'Scan') return unmeasured.cost();
  const { size, facts } = await measuredScan(client, plan, unmeasured.size.itemCount);
  meter.addRead(facts.consumedCapacity);
  if (size === undefined) return unmeasured.cost();
  const by = measuredBy(facts);
  return new ScanNote(plan, table, limits, size).cost().map((line) => `${line}, ${by}`);
}

/** Why the cost of a read cannot be known before. */
const UNKNOWN_BECAUSE = {
  BatchGetItem: ': half a read unit for each 4 KB of each item',
  Query: ': half a read unit for each 4 KB of the items with that key',
  Scan: ': the server does not report the size',
} as const;

/** The result of `--estimate`. */
export function estimatedRead(
  plan: ReadPlan,
  { units }: ScanNote,
  planUnits: number,
  { screen }: ReadLimits,
): { result: UnitEstimate; text: string } {
  const result = units === undefined ? UNKNOWN_ESTIMATE : unitEstimate({ read: units, write: 0 }, planUnits);
  const why = UNKNOWN_BECAUSE[plan.operation];
  const part = screen === undefined || plan.isFiltered ? '' : screenPart(screen);
  return { result, text: `${plan.why[0]}; ${unitEstimateText(result)}${units === undefined ? why : part}` };
}
