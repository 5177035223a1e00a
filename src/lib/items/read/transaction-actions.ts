import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import type { CancellationReason } from '../../errors/transaction.ts';
import { MAX_TRANSACTION_ACTIONS, MAX_TRANSACTION_BYTES } from '../../wire/request-limits.ts';
import { toPlainJsonText } from '../json/plain-json-text.ts';
import { keyIdentity } from '../keys/key-of.ts';
import type { Item } from '../values/attribute-value.ts';

/** The table and key of one action, for limits and messages. */
export interface ActionTarget {
  /** `put`, `update` and so on. */
  kind: string;
  tableName: string;
  key: Item;
  /** Of what the request says of the item. */
  sizeBytes: number;
}

/** An action in words; actions are counted from 1: `action 2 (put of {"id":"a"} in table "music")`. */
export function actionText(index: number, { kind, tableName, key }: Omit<ActionTarget, 'sizeBytes'>): string {
  return `action ${index + 1} (${kind} of ${toPlainJsonText(key)} in table "${tableName}")`;
}

/**
 * Refuses a transaction that DynamoDB would refuse whatever the items are: one action at least and 100 at most, on one
 * item each, of 4 MB together.
 * @throws AutodyneError `InvalidUsage` naming the action
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export function assertTransactionFits(targets: readonly ActionTarget[]): void {
  const refuse = (message: string): AutodyneError => new AutodyneError('InvalidUsage', message);
  if (targets.length === 0) throw refuse('a transaction needs one action at least');
  const beyond = targets[MAX_TRANSACTION_ACTIONS];
  if (beyond !== undefined) {
    const name = actionText(MAX_TRANSACTION_ACTIONS, beyond);
    throw refuse(
      `${name} is one too many: DynamoDB allows at most ${MAX_TRANSACTION_ACTIONS} in a transaction`,
    );
  }
  const seen = new Map<string, number>();
  let sizeBytes = 0;
  for (const [index, target] of targets.entries()) {
    const { tableName, key } = target;
    const identity = `${tableName} ${keyIdentity(key, Object.keys(key).sort())}`;
    const first = seen.get(identity);
    if (first !== undefined) {
      const name = actionText(index, target);
      throw refuse(`${name} is on the item of action ${first + 1}: DynamoDB allows one action for each item`);
    }
    seen.set(identity, index);
    sizeBytes += target.sizeBytes;
    if (sizeBytes > MAX_TRANSACTION_BYTES) {
      const limit = `at most ${MAX_TRANSACTION_BYTES} (4 MB)`;
      throw refuse(
        `${actionText(index, target)} is too much: with it the items have ${sizeBytes} bytes; DynamoDB allows ${limit}`,
      );
    }
  }
}

/** The error of a canceled transaction with its actions named; any other error as it is. */
export function explainCanceled(error: unknown, targets: readonly ActionTarget[]): unknown {
  if (!isAutodyneError(error)) return error;
  const { reasons } = error.details as { reasons?: readonly CancellationReason[] };
  if (reasons === undefined || reasons.length === 0) return error;
  const texts = reasons.map(({ position, code, message }) => {
    const target = targets[position - 1];
    const name = target === undefined ? `action ${position}` : actionText(position - 1, target);
    return `${name}: ${code}${message ? `: ${message}` : ''}`;
  });
  const message = `the transaction was canceled; nothing was changed: ${texts.join('; ')}`;
  const { code, suggestions, details } = error;
  return new AutodyneError(code, message, { cause: error, suggestions, details });
}

/** Why one action stood in a transaction's way. */
export interface CanceledAction {
  /** Counted from 0. */
  index: number;
  /** Such as `ConditionalCheckFailed`. */
  code: string;
  message: string | undefined;
  /** The item as it is, where there is one and a condition of this action did not hold. */
  item: Item | undefined;
}

/** The actions that stood in the way of a canceled transaction; none for any other error. */
export function canceledActions(error: unknown): CanceledAction[] {
  if (!isAutodyneError(error)) return [];
  const { CancellationReasons: given } = (error.cause ?? {}) as {
    CancellationReasons?: readonly { Item?: Item }[];
  };
  if (given === undefined) return canceledActions(error.cause);
  const { reasons = [] } = error.details as { reasons?: readonly CancellationReason[] };
  return reasons.map(({ position, code, message }) => {
    const item = given[position - 1]?.Item;
    return { index: position - 1, code, message, item };
  });
}
