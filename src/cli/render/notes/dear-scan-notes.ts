import { isAutodyneError } from '../../../lib/errors/autodyne-error.ts';
import { commandText } from '../../../lib/errors/command-text.ts';
import { countOf } from '../../../lib/errors/count-text.ts';
import type { KeyAttribute, TableSchema } from '../../../lib/items/keys/key-schema.ts';
import { helpfulIndex } from '../../../lib/items/planner/helpful-index.ts';
import { planQuery } from '../../../lib/items/planner/plan-query.ts';
import type { ReadPlan, ReadRequest } from '../../../lib/items/planner/read-request.ts';

/** Read units up to which nothing is said about a way to read less. */
const CHEAP_UNITS = 10;

/** A scan that has ended. */
export interface DoneScan {
  schema: TableSchema;
  request: ReadRequest;
  plan: ReadPlan;
  units: number;
  /** The conditions and expressions as they were typed. */
  typed: readonly string[];
  /** True for an attribute that an item was seen with, of that type. */
  isSeen(key: KeyAttribute): boolean;
}

/**
 * The notes on a scan that cost much: the query that reads less, else the index that would make it one, as a command, else
 * why the indexes that there are do not serve.
 */
export function dearScanNotes({ schema, request, plan, units, typed, isSeen }: DoneScan): string[] {
  if (plan.operation !== 'Scan' || units <= CHEAP_UNITS) return [];
  const cost = `the scan took ${countOf(units, 'read unit')}`;
  const better = queryInstead(schema, request);
  if (better !== undefined && better.operation !== 'Scan')
    return [`${cost}; to read only what is asked for: ${commandText('query', ...typed)}`];
  const index = helpfulIndex(schema, request, isSeen);
  if (index === undefined) return (better ?? plan).why.filter((reason) => reason.startsWith('not '));
  const { name, partitionKey, sortKey } = index;
  const sort = sortKey === undefined ? [] : ['--sort-key', keyText(sortKey)];
  const command = commandText('index', 'create', name, '--partition-key', keyText(partitionKey), ...sort);
  return [`${cost}; with an index it would be a query: ${command}`];
}

function queryInstead(schema: TableSchema, request: ReadRequest): ReadPlan | undefined {
  try {
    return planQuery(schema, { ...request, exclusiveStartKey: undefined });
  } catch (error) {
    if (isAutodyneError(error)) return undefined;
    throw error;
  }
}

function keyText({ name, type }: KeyAttribute): string {
  return `${name}:${type}`;
}
