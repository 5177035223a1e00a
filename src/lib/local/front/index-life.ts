import type { WireError } from '../../proxy/error-responses.ts';

/** A global secondary index as DescribeTable's JSON has it. */
export interface WireIndex {
  IndexName?: string;
  IndexStatus?: string;
  Backfilling?: boolean;
  [member: string]: unknown;
}

/** A table as DescribeTable's and UpdateTable's JSON have it. */
export interface WireTable {
  TableStatus?: string;
  AttributeDefinitions?: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: WireIndex[];
  [member: string]: unknown;
}

/** The index change that is running, or the last one. */
export interface IndexChangeUnderWay {
  kind: 'create' | 'delete';
  indexName: string;
  startedAtMs: number;
  /** The table before a deletion: what is shown until the index is gone. */
  before?: WireTable;
}

export type IndexPhase = 'allocating' | 'backfilling' | 'deleting' | 'done';

/**
 * The phase of a change after some time, of which `delayMs` passes until an index is ACTIVE: half of it allocating (the
 * table UPDATING, the index CREATING), half backfilling (the table ACTIVE again, the index still CREATING). A deletion
 * takes half as long.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export function indexPhase(
  change: IndexChangeUnderWay | undefined,
  nowMs: number,
  delayMs: number,
): IndexPhase {
  if (change === undefined) return 'done';
  const elapsedMs = nowMs - change.startedAtMs;
  if (change.kind === 'delete') return elapsedMs < delayMs / 2 ? 'deleting' : 'done';
  if (elapsedMs < delayMs / 2) return 'allocating';
  return elapsedMs < delayMs ? 'backfilling' : 'done';
}

/**
 * The refusal of another change in this phase, with AWS's message: while the table is UPDATING it takes none;
 * afterwards there may be no second index change, but the index that is backfilling may be deleted.
 */
export function changeRefusal(
  change: IndexChangeUnderWay,
  phase: IndexPhase,
  wanted: { kind: 'create' | 'delete'; indexName: string | undefined; tableName: string },
): WireError | undefined {
  if (phase === 'done') return undefined;
  const isSame = wanted.indexName === change.indexName;
  const inUse = (what: string): WireError => ({
    name: 'ResourceInUseException',
    message: `Attempt to change a resource which is still in use: ${what}`,
  });
  const location = `Table: ${wanted.tableName} Index: ${change.indexName}`;
  if (isSame && phase === 'deleting') return inUse(`Index is being deleted. ${location}`);
  if (isSame && wanted.kind === 'create') return inUse(`Index is being created. ${location}`);
  if (isSame && phase === 'allocating') {
    return inUse(
      `Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is active. ${location}`,
    );
  }
  if (isSame) return undefined;
  if (phase !== 'backfilling') return inUse(`Table is being updated: ${wanted.tableName}`);
  return {
    name: 'LimitExceededException',
    message:
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
  };
}

/** The refusal of a read of an index that is not filled yet. */
export function readRefusal(
  change: IndexChangeUnderWay | undefined,
  phase: IndexPhase,
  indexName: string,
): WireError | undefined {
  if (change?.indexName !== indexName || !['allocating', 'backfilling'].includes(phase)) return undefined;
  return {
    name: 'ValidationException',
    message: `Cannot read from backfilling global secondary index: ${indexName}`,
  };
}

/** A table's description with the running change; the engine has finished it long ago. */
export function showIndexPhase(
  table: WireTable,
  change: IndexChangeUnderWay | undefined,
  phase: IndexPhase,
): WireTable {
  if (change === undefined || phase === 'done') return table;
  if (phase === 'deleting') return showDeletion(table, change);
  return {
    ...table,
    TableStatus: phase === 'allocating' ? 'UPDATING' : 'ACTIVE',
    GlobalSecondaryIndexes: (table.GlobalSecondaryIndexes ?? []).map((index) =>
      index.IndexName === change.indexName
        ? { ...index, IndexStatus: 'CREATING', Backfilling: phase === 'backfilling' }
        : index,
    ),
  };
}

/** The definitions of attributes that only the index used stay until it is gone. */
function showDeletion(table: WireTable, { before, indexName }: IndexChangeUnderWay): WireTable {
  return {
    ...table,
    TableStatus: 'UPDATING',
    ...(before?.AttributeDefinitions === undefined
      ? {}
      : { AttributeDefinitions: before.AttributeDefinitions }),
    GlobalSecondaryIndexes: (before?.GlobalSecondaryIndexes ?? []).map((index) =>
      index.IndexName === indexName ? { ...index, IndexStatus: 'DELETING' } : index,
    ),
  };
}
