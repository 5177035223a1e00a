import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { WAYS } from '../errors/ways.ts';

/** Operations that change nothing. PartiQL statements may write, and so count as writes. */
const READS = /^(Describe|List|Get|BatchGet|TransactGet|Query|Scan)/;

/** Makes a client refuse every write before a request is sent. */
export function refuseWrites(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      refuseWrite(String(context.commandName).replace(/Command$/, ''));
      return next(args);
    },
    { step: 'initialize', priority: 'high', name: 'autodyneReadOnly' },
  );
}

/** @throws AutodyneError `ReadOnly` when the operation writes. */
export function refuseWrite(operation: string): void {
  if (!READS.test(operation)) throw readOnlyError(`call ${operation}`);
}

/** The refusal of a write in read-only mode; `what` completes "refused to …". */
export function readOnlyError(what: string): AutodyneError {
  return new AutodyneError('ReadOnly', `refused to ${what}: read-only mode is on`, {
    suggestions: [WAYS.allowWrites],
  });
}
