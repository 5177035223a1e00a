import { AutodyneError } from '../../errors/autodyne-error.ts';
import { countOf } from '../../errors/count-text.ts';
import { WAYS } from '../../errors/ways.ts';
import { type AttributeCondition, type Condition, isAttributeCondition } from '../conditions/condition.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import {
  type DividedConditions,
  divideConditions,
  filterOrLocal,
  MAX_KEY_VALUES,
  type QueryKeys,
  valueCountOf,
} from '../conditions/divide-conditions.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import type { IndexSchema, TableSchema } from '../keys/key-schema.ts';
import { checkIndexFits, findIndex, indexObstacle, projectionText } from './index-fitness.ts';
import { listsOf } from './key-parts.ts';
import { checkKeyValues } from './own-key-condition.ts';
import type { ReadRequest } from './read-request.ts';
import { sparseKeys } from './sparse-keys.ts';

/** The table or an index to read: by Query when the conditions are divided over its key, else by Scan. */
export interface Target {
  index: IndexSchema | undefined;
  divided: DividedConditions | undefined;
  why: readonly string[];
  /** Those reasons that a person must see without asking. */
  notes?: readonly string[];
}

/**
 * Chooses what to read, and how. Query wherever a whole partition key is given with equality, or up to 25 values of one; among several: the whole
 * primary key of the table, then one whose sort key is used, then the table, a local index, a global index; of indexes
 * that serve equally the one with the narrowest projection, then by name. An index only if it is ready and has all that
 * is asked for. Otherwise Scan.
 * @throws AutodyneError `IndexNotFound`, or `InvalidUsage` when the named index cannot serve the read, or when only a
 *   global index could, and consistent reads are asked for.
 */
export function chooseTarget(schema: TableSchema, request: ReadRequest): Target {
  const named = request.indexName === undefined ? undefined : findIndex(schema, request.indexName);
  if (named !== undefined) checkIndexFits(named, schema, request);
  if (request.own?.keyCondition !== undefined) return ownTarget(schema, named, request);
  if (named !== undefined) return namedTarget(schema, named, request);
  const candidates = allCandidates(schema, request);
  const [best, ...others] = candidates
    .filter(({ obstacle }) => obstacle === undefined)
    .sort(
      (a, b) => compareRanks(rank(b, schema), rank(a, schema)) || narrowness(b.index) - narrowness(a.index),
    );
  const rejected = candidates
    .filter(({ obstacle }) => obstacle !== undefined)
    .map(({ index, obstacle }) => `not ${targetName(schema, index)}: ${obstacle}`);
  if (best !== undefined) {
    const sparse = sparseNote(schema, best.index, request);
    const wider = others.flatMap((other) => widerReason(other, best, schema));
    const why = [queryReason(schema, best), ...sparse, ...wider, ...rejected];
    return { index: best.index, divided: best.divided, why, notes: sparse };
  }
  if (request.isConsistent && candidates.length > 0 && request.everyItemHas === undefined) {
    throw onlyGlobal(schema, candidates);
  }
  const index = indexToCount(schema, request);
  return { index, divided: undefined, why: [scanReason(schema, request, index), ...rejected] };
}

interface Candidate {
  index: IndexSchema | undefined;
  divided: DividedConditions;
  obstacle: string | undefined;
}

/** The table and each index whose whole partition key is given. */
function allCandidates(schema: TableSchema, request: ReadRequest): Candidate[] {
  return tableAndIndexes(schema).flatMap((index) => {
    const divided = divideConditions(request.conditions, keysOf(schema, index));
    if (divided === undefined) return [];
    const obstacle = index === undefined ? undefined : indexObstacle(index, schema, request);
    return [{ index, divided, obstacle }];
  });
}

/** The table (`undefined`), then its indexes by name: DescribeTable lists them in no order. */
function tableAndIndexes({ indexes }: TableSchema): (IndexSchema | undefined)[] {
  return [undefined, ...[...indexes].sort((a, b) => (a.name < b.name ? -1 : 1))];
}

/** Higher is better, the first difference decides. */
function rank({ index, divided }: Candidate, schema: TableSchema): number[] {
  const { partition, sort } = divided;
  const kindRank = index === undefined ? 2 : index.kind === 'local' ? 1 : 0;
  return [
    Number(isWholeKey(schema, index, divided)),
    Math.min(sort.length, 1),
    Number(listsOf(divided).length === 0),
    kindRank,
    partition.length + sort.length,
  ];
}

/** True where the conditions give values of the table's whole key, so that each is an item or none. */
export function isWholeKey(
  { key }: TableSchema,
  index: IndexSchema | undefined,
  { sort }: DividedConditions,
): boolean {
  const isOneItem = index === undefined && sort.length === (key.sortKey === undefined ? 0 : 1);
  return isOneItem && sort.every(({ operator }) => operator === 'eq' || operator === 'in');
}

/** For an app that counts: the narrowest index that has all items, where it is narrower than the table. */
function indexToCount(schema: TableSchema, request: ReadRequest): IndexSchema | undefined {
  if (!request.isCount || request.everyItemHas === undefined) return undefined;
  return tableAndIndexes(schema)
    .filter((index) => index !== undefined)
    .filter((index) => index.projection !== 'ALL' && indexObstacle(index, schema, request) === undefined)
    .sort((a, b) => narrowness(b) - narrowness(a))[0];
}

/** How little an index projects: reading it costs the less the more. */
function narrowness(index: IndexSchema | undefined): number {
  if (index === undefined || index.projection === 'ALL') return -Number.MAX_SAFE_INTEGER;
  return index.projection === 'KEYS_ONLY' ? 0 : -index.nonKeyAttributes.length;
}

/** Why an index that serves as well was not chosen; the table never ties with one. */
function widerReason(other: Candidate, best: Candidate, schema: TableSchema): string[] {
  const isAsGood = compareRanks(rank(best, schema), rank(other, schema)) === 0;
  if (other.index === undefined || !isAsGood || narrowness(other.index) >= narrowness(best.index)) return [];
  const projected = projectionText(other.index);
  return [`not ${targetName(schema, other.index)}: it projects ${projected}, which costs more to read`];
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const difference = a.findIndex((value, position) => value !== b[position]);
  return difference === -1 ? 0 : (a[difference] ?? 0) - (b[difference] ?? 0);
}

function ownTarget(schema: TableSchema, index: IndexSchema | undefined, request: ReadRequest): Target {
  const keys = keysOf(schema, index);
  checkKeyValues(request.own ?? {}, keys);
  const divided = { partition: [], sort: [], ...filterOrLocal(request.conditions, keys) };
  return {
    index,
    divided,
    why: [`Querying ${targetName(schema, index)}: a key condition expression is given`, ...partly(index)],
  };
}

function namedTarget(schema: TableSchema, index: IndexSchema, request: ReadRequest): Target {
  const divided = divideConditions(request.conditions, keysOf(schema, index));
  const reason =
    divided === undefined
      ? `Scanning ${targetName(schema, index)}: ${keyNames(index.partitionKeys)} has no equality condition`
      : queryReason(schema, { index, divided });
  return { index, divided, why: [reason, ...partly(index)] };
}

/** The note for an index that the person did not choose: it may leave items out. */
function sparseNote(
  schema: TableSchema,
  index: IndexSchema | undefined,
  { conditions }: ReadRequest,
): string[] {
  const keys = index === undefined ? [] : sparseKeys(index, schema, conditions);
  if (keys.length === 0 || hasAllItems(schema, index)) return [];
  const others = WAYS.scanTable;
  return [`${targetName(schema, index)} contains only items with ${keys.join(' and ')}; ${others}`];
}

/** By their counts; where these are not known, as in a new table, an index may lack some. */
function hasAllItems({ itemCount = 0 }: TableSchema, index: IndexSchema | undefined): boolean {
  return itemCount > 0 && index?.itemCount === itemCount;
}

function partly(index: IndexSchema | undefined): string[] {
  return index === undefined || index.projection === 'ALL' ? [] : [`the index has ${projectionText(index)}`];
}

function queryReason(schema: TableSchema, { index, divided }: Pick<Candidate, 'index' | 'divided'>): string {
  const { partitionKeys } = keysOf(schema, index);
  const target = targetName(schema, index);
  const lists = listsOf(divided);
  if (lists.length === 0)
    return `Querying ${target}: its partition key ${keyNames(partitionKeys)} has an equality condition`;
  const count = valueCountOf(lists);
  const texts = lists.map(textOfCondition).join(', ');
  return isWholeKey(schema, index, divided)
    ? `Getting ${countOf(count, 'item')} of ${target} by their keys: ${texts}`
    : `Querying ${target} ${count} times, once for each value: ${texts}`;
}

function scanReason(schema: TableSchema, request: ReadRequest, narrow: IndexSchema | undefined): string {
  const target = targetName(schema, narrow);
  if (request.conditions.length === 0) return `Scanning ${target}: there are no conditions`;
  const long = longList(schema, request);
  if (long !== undefined) {
    const facts = `more than ${MAX_KEY_VALUES} values, which are not read one by one`;
    return `Scanning ${target}: the condition on the key ${formatAttributePath(long.path)} gives ${facts}`;
  }
  const keys = tableAndIndexes(schema).map((index) => {
    const names = keyNames(keysOf(schema, index).partitionKeys);
    return index === undefined ? names : `${names} of index "${index.name}"`;
  });
  return `Scanning ${target}: no usable partition key has an equality condition (${keys.join('; ')})`;
}

/** An `in` for which it is a Scan, because it gives more values than are read one by one, alone or with another. */
function longList(schema: TableSchema, { conditions }: ReadRequest): AttributeCondition | undefined {
  const isQueried = (all: readonly Condition[]): boolean =>
    tableAndIndexes(schema).some((index) => divideConditions(all, keysOf(schema, index)) !== undefined);
  if (isQueried(conditions)) return undefined;
  const lists = conditions.filter(isAttributeCondition).filter(({ operator }) => operator === 'in');
  return lists.find((list) => {
    const shorter = { ...list, operands: list.operands.slice(0, 1) };
    return isQueried(conditions.map((condition) => (condition === list ? shorter : condition)));
  });
}

function onlyGlobal(schema: TableSchema, candidates: readonly Candidate[]): AutodyneError {
  const names = candidates.map(({ index }) => targetName(schema, index)).join(', ');
  return new AutodyneError(
    'InvalidUsage',
    `this query requires ${names}, but DynamoDB does not support consistent reads of global indexes`,
    { suggestions: [WAYS.readConsistently] },
  );
}

/** The keys that a Query of the table, or of an index, uses. */
export function keysOf(schema: TableSchema, index: IndexSchema | undefined): QueryKeys {
  if (index !== undefined) return index;
  const { partitionKey, sortKey } = schema.key;
  return { partitionKeys: [partitionKey], sortKeys: sortKey === undefined ? [] : [sortKey] };
}

function keyNames(keys: QueryKeys['partitionKeys']): string {
  return keys.map(({ name }) => name).join(' + ');
}

/** For people: the table or the index. */
export function targetName(schema: TableSchema, index: IndexSchema | undefined): string {
  return index === undefined ? `table "${schema.tableName}"` : `index "${index.name}"`;
}
