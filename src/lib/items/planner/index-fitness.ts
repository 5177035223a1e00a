import { AutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import {
  type AttributeCondition,
  attributeOf,
  type Condition,
  isAttributeCondition,
  isWrittenCondition,
  leavesOf,
  pathsOf,
} from '../conditions/condition.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import { type IndexSchema, keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { isBeyondIndex, isHopelessInIndex } from './index-key-values.ts';
import type { ReadRequest } from './read-request.ts';
import { sparseKeys } from './sparse-keys.ts';

/** The index of that name. @throws AutodyneError `IndexNotFound` naming those that there are. */
export function findIndex(schema: TableSchema, name: string): IndexSchema {
  const index = schema.indexes.find((candidate) => candidate.name === name);
  if (index !== undefined) return index;
  const names = schema.indexes.map((candidate) => candidate.name).sort();
  throw new AutodyneError('IndexNotFound', `table "${schema.tableName}" has no index "${name}"`, {
    suggestions: [names.length === 0 ? 'the table has no index' : `its indexes: ${names.join(', ')}`],
  });
}

/** Why the planner must not choose an index for a request, or `undefined` when it may. */
export function indexObstacle(
  index: IndexSchema,
  schema: TableSchema,
  request: ReadRequest,
): string | undefined {
  if (!isReadable(index)) return `it is ${index.status}`;
  if (request.isConsistent && index.kind === 'global')
    return 'a global index does not support consistent reads';
  const beyond = request.conditions.flatMap(leavesOf).find((condition) => isBeyondIndex(condition, index));
  if (beyond !== undefined)
    return `it contains only items with ${keyNames(index, beyond)}, which excludes "${textOfCondition(beyond)}"`;
  const { everyItemHas } = request;
  const sparse = everyItemHas && sparseKeys(index, schema, request.conditions, everyItemHas);
  if (sparse !== undefined && sparse.length > 0) return `it contains only items with ${sparse.join(' and ')}`;
  if (index.projection === 'ALL') return undefined;
  if (request.attributes === undefined && !request.isCount && !isFetched(index, request)) {
    return `it projects ${projectionText(index)}, but all attributes are requested`;
  }
  if (request.own?.filter !== undefined) {
    return `it projects ${projectionText(index)}, but the filter may need others`;
  }
  const missing = missingAttributes(index, schema, request);
  return missing.length === 0 ? undefined : `it does not project ${missing.join(', ')}`;
}

/**
 * Refuses a read that the index named by the person cannot serve, before DynamoDB does (or before it returns wrong
 * results: to a filter, an attribute that is not projected is an absent one).
 * @throws AutodyneError `RefusedByService` while the index cannot be read, `InvalidUsage` otherwise.
 */
export function checkIndexFits(index: IndexSchema, schema: TableSchema, request: ReadRequest): void {
  if (!isReadable(index)) {
    throw new AutodyneError(
      'RefusedByService',
      `index "${index.name}" is ${index.status}: it cannot be read yet`,
      {
        suggestions: [WAYS.waitForIndex],
        details: { index: index.name },
      },
    );
  }
  if (request.isConsistent && index.kind === 'global') {
    throw new AutodyneError(
      'InvalidUsage',
      `index "${index.name}" is global, but DynamoDB does not support consistent reads of global indexes`,
      { suggestions: [WAYS.readTableConsistently] },
    );
  }
  const hopeless = request.conditions.map((condition) => hopelessIn(condition, index)).find(Boolean);
  if (hopeless !== undefined) {
    throw new AutodyneError(
      'InvalidUsage',
      `"${textOfCondition(hopeless)}" matches nothing in index "${index.name}": it contains only items with ${keyNames(index, hopeless)}`,
      { suggestions: [WAYS.omitIndexForOthers] },
    );
  }
  const missing = missingAttributes(index, schema, request);
  if (missing.length > 0) {
    throw new AutodyneError(
      'InvalidUsage',
      `index "${index.name}" projects ${projectionText(index)}, not ${missing.join(', ')}`,
      { suggestions: [WAYS.otherAttributes] },
    );
  }
}

/** Why a condition holds for no item of the index, if it does not: of any of several, the last one's reason. */
function hopelessIn(condition: Condition, index: IndexSchema): AttributeCondition | undefined {
  if (isAttributeCondition(condition)) return isHopelessInIndex(condition, index) ? condition : undefined;
  if (isWrittenCondition(condition)) return undefined;
  if ('allOf' in condition) return condition.allOf.map((one) => hopelessIn(one, index)).find(Boolean);
  const reasons = condition.anyOf.map((one) => hopelessIn(one, index));
  return reasons.every(Boolean) ? reasons.at(-1) : undefined;
}

/** For people: what the key attribute is, in the index, that a condition is on: `year (a number)`. */
function keyNames(index: IndexSchema, { path }: AttributeCondition): string {
  const name = attributeOf(path);
  const key = [...index.partitionKeys, ...index.sortKeys].find((attribute) => attribute.name === name);
  return `${formatAttributePath([name])} (${describeType(key?.type ?? 'S')})`;
}

/**
 * Whether DynamoDB fetches from the table what a local index does not project: for an app, whose records are whole. (A
 * person is shown what the index has.)
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
 */
export function isFetched(index: IndexSchema | undefined, request: ReadRequest): boolean {
  return (
    index?.kind === 'local' &&
    index.projection !== 'ALL' &&
    request.attributes === undefined &&
    !request.isCount &&
    request.everyItemHas !== undefined
  );
}

/** DynamoDB serves reads of the index; always so for a local one. */
function isReadable({ kind, status }: IndexSchema): boolean {
  return kind === 'local' || status === undefined || status === 'ACTIVE' || status === 'UPDATING';
}

/** For people: what an index projects. */
export function projectionText(index: IndexSchema): string {
  if (index.projection === 'ALL') return 'all attributes';
  const included = index.projection === 'INCLUDE' ? ` and ${index.nonKeyAttributes.join(', ')}` : '';
  return `only keys${included}`;
}

/** The attributes that a request names, and that the index does not have. */
export function missingAttributes(index: IndexSchema, schema: TableSchema, request: ReadRequest): string[] {
  if (index.projection === 'ALL') return [];
  const projected = new Set([
    ...keyAttributesOf(schema.key).map(({ name }) => name),
    ...[...index.partitionKeys, ...index.sortKeys].map(({ name }) => name),
    ...(index.projection === 'INCLUDE' ? index.nonKeyAttributes : []),
  ]);
  const needed = new Set([
    ...(request.attributes ?? []).map(attributeOf),
    ...request.conditions.flatMap(pathsOf).map(attributeOf),
  ]);
  return [...needed].filter((name) => !projected.has(name));
}
