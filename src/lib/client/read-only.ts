import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { WAYS } from '../errors/ways.ts';
import { isSelect } from '../wire/partiql-tables.ts';

/** Operations that change nothing. A PartiQL statement may write; of those only a SELECT is none. */
const READS = /^(Describe|List|Get|BatchGet|TransactGet|Query|Scan)/;

/** Makes a client refuse every write before a request is sent. */
export function refuseWrites(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      refuseWrite(String(context.commandName).replace(/Command$/, ''), args.input);
      return next(args);
    },
    { step: 'initialize', priority: 'high', name: 'autodyneReadOnly' },
  );
}

/** @throws AutodyneError `ReadOnly` when the operation writes. */
export function refuseWrite(operation: string, input?: object): void {
  if (!READS.test(operation) && !isReadStatement(operation, input)) throw readOnlyError(`call ${operation}`);
}

/** True for an ExecuteStatement that only reads. */
export function isReadStatement(operation: string, input: object = {}): boolean {
  const { Statement } = input as { Statement?: unknown };
  return operation === 'ExecuteStatement' && typeof Statement === 'string' && isSelect(Statement);
}

/** The refusal of a write in read-only mode; `what` completes "refused to …". */
export function readOnlyError(what: string): AutodyneError {
  return new AutodyneError('ReadOnly', `refused to ${what}: read-only mode is on`, {
    suggestions: [WAYS.allowWrites],
  });
}
