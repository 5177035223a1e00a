const MIB = 1024 * 1024;

/** A page is 1 MB of items at most, which can be seven times that in JSON; an item is 400 KB. */
const PAGE_BYTES = 16 * MIB;

/** 16 MB of items at most, in JSON, and as many that were not processed. */
const BATCH_BYTES = 160 * MIB;

const BATCH_OPERATIONS = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'TransactGetItems',
  'TransactWriteItems',
  'BatchExecuteStatement',
  'ExecuteTransaction',
]);

/**
 * In bytes.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function maxResponseBytes(operation: string): number {
  return BATCH_OPERATIONS.has(operation) ? BATCH_BYTES : PAGE_BYTES;
}
