/**
 * DynamoDB's limits for one request.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */

/** Bytes of one expression. */
export const MAX_EXPRESSION_BYTES = 4096;

/** Puts and deletes in one BatchWriteItem. */
export const MAX_BATCH_WRITES = 25;

/** Keys in one BatchGetItem. */
export const MAX_BATCH_KEYS = 100;

/** Actions in one TransactWriteItems or TransactGetItems. */
export const MAX_TRANSACTION_ACTIONS = 100;

/** Bytes of all items of one transaction: 4 MB. */
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** Characters of one PartiQL statement. */
export const MAX_STATEMENT_LENGTH = 8192;

/** Bytes of one request, as sent: 16 MB, of a BatchWriteItem. */
export const MAX_BATCH_BYTES = 16 * 1024 * 1024;
