import type { ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { errorFacts, THROTTLING_ERRORS } from '../../errors/from-aws-error.ts';
import { firstTableOf, statementText } from '../../wire/first-table.ts';
import { MinuteCounts, type UnitsListener } from './minute-counts.ts';

/** The operations that consume capacity; PartiQL's read or write by the statement's verb. */
const OPERATIONS: Readonly<Record<string, 'read' | 'write' | 'statement'>> = {
  BatchExecuteStatement: 'statement',
  BatchGetItem: 'read',
  BatchWriteItem: 'write',
  DeleteItem: 'write',
  ExecuteStatement: 'statement',
  ExecuteTransaction: 'statement',
  GetItem: 'read',
  PutItem: 'write',
  Query: 'read',
  Scan: 'read',
  TransactGetItems: 'read',
  TransactWriteItems: 'write',
  UpdateItem: 'write',
};

/** Errors that consume capacity without reporting it. */
const CHARGED_ERRORS = new Set(['ConditionalCheckFailedException', 'TransactionCanceledException']);

type Members = Record<string, unknown>;

/**
 * Counts what each request of a client consumes, and reports it by the minute. Each request asks for it
 * (`ReturnConsumedCapacity: INDEXES`, which costs nothing), and members that its sender did not ask for are removed
 * from the response again, so that a client with a listener returns the same as one without.
 * @param onUnits called for each minute and table once the minute is over, and for the last one when the client is
 *   destroyed
 */
export function countUnits(client: DynamoDBClient, onUnits: UnitsListener): void {
  const counts = new MinuteCounts(onUnits);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = operationOf(context);
      const input = args.input as Members;
      const asked = input['ReturnConsumedCapacity'];
      // An invalid value is sent as it is, for DynamoDB to refuse.
      const isKnown = [undefined, 'NONE', 'TOTAL', 'INDEXES'].includes(asked as string | undefined);
      if (OPERATIONS[operation] === undefined || !isKnown) return next(args);
      try {
        const result = await next({
          ...args,
          input: { ...input, ReturnConsumedCapacity: 'INDEXES' } as never,
        });
        const output = result.output as unknown as Members;
        const consumed = [output['ConsumedCapacity'] ?? []].flat() as ConsumedCapacity[];
        const kind = kindOf(operation, input);
        if (consumed.length === 0) counts.addUntold(firstTableOf(input), operation);
        for (const one of consumed) counts.add(one.TableName ?? firstTableOf(input), operation, kind, one);
        counts.addRequest(consumed[0]?.TableName ?? firstTableOf(input), operation);
        takeOut(output, asked);
        return result;
      } catch (error) {
        if (CHARGED_ERRORS.has(errorFacts(error).name)) counts.addUntold(firstTableOf(input), operation);
        throw error;
      }
    },
    { step: 'initialize', priority: 'high', name: 'autodyneUnits' },
  );
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const isThrottled = THROTTLING_ERRORS.has(errorFacts(error).name);
        if (isThrottled && OPERATIONS[operationOf(context)] !== undefined) {
          counts.addThrottled(firstTableOf(args.input as Members));
        }
        throw error;
      }
    },
    // After the retries: each attempt that is refused is seen here.
    { step: 'finalizeRequest', priority: 'low', name: 'autodyneThrottles' },
  );
  const destroy = client.destroy.bind(client);
  client.destroy = () => {
    counts.close();
    destroy();
  };
}

function operationOf(context: { commandName?: string }): string {
  return String(context.commandName).replace(/Command$/, '');
}

function kindOf(operation: string, input: Members): 'read' | 'write' {
  const kind = OPERATIONS[operation] ?? 'read';
  if (kind !== 'statement') return kind;
  const { Statement, Statements, TransactStatements } = input;
  const [first] = [Statement ?? Statements ?? TransactStatements ?? []].flat() as unknown[];
  return /^\s*(select|exists)\b/i.test(statementText(first)) ? 'read' : 'write';
}

/** Reduces the consumed capacity to the part that was asked for. */
function takeOut(output: Members, asked: unknown): void {
  if (asked === 'INDEXES') return;
  if (asked !== 'TOTAL') {
    delete output['ConsumedCapacity'];
    return;
  }
  for (const one of [output['ConsumedCapacity'] ?? []].flat() as ConsumedCapacity[]) {
    delete one.Table;
    delete one.LocalSecondaryIndexes;
    delete one.GlobalSecondaryIndexes;
  }
}
