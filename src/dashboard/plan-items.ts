import { toPrintableJson } from '../cli/command/json.ts';
import { type ReadFlagValues, readRequest } from '../cli/flags/read-flags.ts';
import { flagArgs, typedCommand } from '../cli/flags/typed-command.ts';
import { ScanNote } from '../cli/render/notes/read-notes.ts';
import { countOf } from '../lib/errors/count-text.ts';
import { literalConditions, literalText } from '../lib/items/conditions/literal-conditions.ts';
import { keyRoles } from '../lib/items/keys/key-schema.ts';
import { planQuery } from '../lib/items/planner/plan-query.ts';
import type { ReadPlan, ReadRequest } from '../lib/items/planner/read-request.ts';
import { plannedRequests } from '../lib/items/read/read-pages.ts';
import type { PlanEstimate, PlanResponse } from './api-types.ts';
import type { DashboardContext } from './dashboard-context.ts';
import { JsonBody } from './json-body.ts';
import { type ConditionTexts, locatedInConditions } from './locate-condition.ts';
import { whereArgs } from './where-args.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1000;
/** A page of a megabyte, the most that one has, takes 128 at most; so a second one is not begun. */
const DEFAULT_MAX_UNITS = 100;
const MAX_MAX_UNITS = 100_000;

/** Planned by the code that plans for the command line. */
export interface PlannedItems {
  plan: ReadPlan;
  limit: number;
  maxUnits: number;
  notes: readonly string[];
  commandLine: string;
}

/** Plans what a body asks for ({@link ItemsRequest}); sends nothing. @throws AutodyneError `InvalidUsage`, `InvalidInput`, `IndexNotFound` */
export function planItems(dashboard: DashboardContext, text: string): PlannedItems {
  const body = new JsonBody(text, ['where', 'index', 'reverse', 'startKey', 'limit', 'maxUnits']);
  const where = body.text('where');
  const args = whereArgs(where);
  const conditions = args.map(({ text: condition }) => condition);
  const index = body.has('index') ? body.text('index') : undefined;
  const reverse = body.isTrue('reverse');
  const flags: ReadFlagValues = {
    index,
    reverse,
    text: false,
    consistent: false,
    count: false,
    explain: false,
    estimate: false,
  };
  const { schema, options } = dashboard;
  const keys = keyRoles(schema);
  const request = requestOf(conditions, flags, { where, args, keys });
  const exclusiveStartKey = body.has('startKey') ? body.item('startKey') : undefined;
  const plan = planQuery(schema, { ...request, exclusiveStartKey });
  const typed = [...conditions, ...flagArgs('index', index), ...flagArgs('reverse', reverse)];
  return {
    plan,
    limit: body.count('limit', MAX_LIMIT, DEFAULT_LIMIT),
    maxUnits: body.count('maxUnits', MAX_MAX_UNITS, DEFAULT_MAX_UNITS),
    notes: [...plan.notes, ...literalConditions(request.conditions, keys).map(literalText)],
    commandLine: typedCommand(['query', ...typed], options.flags),
  };
}

function requestOf(conditions: string[], flags: ReadFlagValues, texts: ConditionTexts): ReadRequest {
  try {
    return readRequest(conditions, flags, texts.keys);
  } catch (error) {
    throw locatedInConditions(error, texts);
  }
}

export function planResponse(dashboard: DashboardContext, planned: PlannedItems): PlanResponse {
  const { plan, limit, notes, commandLine } = planned;
  const [request, ...others] = plannedRequests(plan, { limit }).map(
    (input) => toPrintableJson(input) as Record<string, unknown>,
  );
  return {
    operation: plan.operation,
    index: plan.index?.name ?? null,
    request: request ?? {},
    ...(others.length === 0 ? {} : { others }),
    why: plan.why,
    notes,
    estimate: estimateOf(dashboard, planned),
    commandLine,
  };
}

function estimateOf({ table }: DashboardContext, { plan, limit, maxUnits }: PlannedItems): PlanEstimate {
  const all = new ScanNote(plan, table, {}).units ?? null;
  const ofCall = new ScanNote(plan, table, { limit }).unitsAtMost;
  const page = ofCall === undefined ? null : Math.min(ofCall, maxUnits);
  return { page, all, text: estimateText(plan, page, all) };
}

function estimateText({ operation }: ReadPlan, page: number | null, all: number | null): string {
  if (operation === 'BatchGetItem') {
    const each = 'half a read unit for each 4 KB of each item';
    return page === null ? each : `about ${countOf(page, 'read unit')}`;
  }
  if (operation === 'Query') {
    const each = 'half a read unit for each 4 KB of the items with that key';
    return page === null ? each : `at most about ${countOf(page, 'read unit')}: ${each}`;
  }
  if (page === null || all === null) return 'unknown, because the size of the data is unknown';
  return page === all
    ? `about ${countOf(all, 'read unit')}`
    : `about ${countOf(page, 'read unit')} now, ${countOf(all, 'read unit')} for all items`;
}
