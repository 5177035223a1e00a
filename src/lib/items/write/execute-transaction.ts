import type { ConsumedCapacity, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { actionText, assertTransactionFits, canceledActions } from '../read/transaction-actions.ts';
import { valuesThere } from './failed-condition.ts';
import { sendTransaction, type TransactionRequest } from './transact-write.ts';
import type { WrittenTransaction } from './transaction-file.ts';

/**
 * The TransactWriteItems request; pure.
 * @param token makes the same request, sent again within ten minutes, one transaction: 1 to 36 characters
 * @throws AutodyneError `InvalidUsage` naming the action beyond a limit: 100 actions, 4 MB, one action for each item
 */
export function transactionRequest(
  { items, targets }: WrittenTransaction,
  token: string,
): TransactionRequest {
  assertTransactionFits(targets);
  if (token.length === 0 || token.length > 36) {
    throw new AutodyneError(
      'InvalidUsage',
      `the token has ${token.length} characters; DynamoDB allows 1 to 36`,
    );
  }
  return {
    input: { TransactItems: items, ClientRequestToken: token, ReturnConsumedCapacity: 'INDEXES' },
    targets,
  };
}

/**
 * Executes a transaction: all of it or nothing.
 * @throws AutodyneError `ConditionFailed` naming each item whose condition is false, and the values that are there;
 *   `Throttled` where other transactions are in the way; else as the service fails
 */
export async function executeTransaction(
  client: ServiceClient,
  request: TransactionRequest,
): Promise<{ consumedCapacity: ConsumedCapacity[] | undefined }> {
  try {
    return await sendTransaction(client, request);
  } catch (error) {
    throw isAutodyneError(error, 'Unreachable') ? withToken(error, request) : explain(error, request);
  }
}

/** The items as they are, which make the conditions false. */
function explain(error: unknown, { input, targets }: TransactionRequest): unknown {
  const canceled = canceledActions(error);
  if (!isAutodyneError(error) || canceled.length === 0) return error;
  const texts = canceled.map(({ index, code, message, item }) => {
    const target = targets[index];
    const name = target === undefined ? `action ${index + 1}` : actionText(index, target);
    const condition =
      code === 'ConditionalCheckFailed' ? ownCondition(input.TransactItems?.[index]) : undefined;
    if (condition === undefined) return `${name}: ${code}${message ? `: ${message}` : ''}`;
    const there = item === undefined ? ', as there is no such item' : valuesThere(item, [], condition);
    return `${name}: the condition "${condition.expression}" is false${there}`;
  });
  const message = `the transaction was canceled; nothing was changed: ${texts.join('; ')}`;
  const { code, suggestions, details } = error;
  return new AutodyneError(code, message, { cause: error, suggestions, details });
}

function ownCondition({ Put, Update, Delete, ConditionCheck }: TransactWriteItem = {}) {
  const action = Put ?? Update ?? Delete ?? ConditionCheck;
  if (action?.ConditionExpression === undefined) return undefined;
  const { ConditionExpression: expression, ExpressionAttributeNames: names } = action;
  return { expression, names, values: action.ExpressionAttributeValues };
}

/** It may have been done, and is done once when it is sent again with its token. */
function withToken(error: AutodyneError, { input }: TransactionRequest): AutodyneError {
  const { code, message, suggestions, details } = error;
  const { ClientRequestToken: token = '' } = input;
  return new AutodyneError(code, message, {
    cause: error,
    suggestions: [...suggestions, WAYS.sameToken],
    details: { ...details, token },
  });
}
