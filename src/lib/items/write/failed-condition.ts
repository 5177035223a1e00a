import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { commandText } from '../../errors/command-text.ts';
import type { Condition } from '../conditions/condition.ts';
import { toPlainJsonText } from '../json/plain-json-text.ts';
import type { Item } from '../values/attribute-value.ts';

/** What a conditional write was about. */
export interface ConditionalWrite {
  tableName: string;
  key: Item;
  conditions?: readonly Condition[];
  /** The write makes the item when there is none. */
  isUpsert?: boolean;
}

export function itemNotFound(tableName: string, key: Item, cause?: unknown): AutodyneError {
  return new AutodyneError(
    'ItemNotFound',
    `there is no item ${toPlainJsonText(key)} in table "${tableName}"`,
    { cause },
  );
}

/** The item as it was when a condition did not hold, from a refusal that brings it. */
export function refusedImage(refusal: unknown): Item | undefined {
  let cause = refusal as { cause?: unknown; Item?: Item } | undefined;
  while (cause !== undefined && cause.Item === undefined) cause = cause.cause as typeof cause;
  return cause?.Item;
}

/**
 * A failed condition in the person's own words. The request asks for the old image on failure
 * (`ReturnValuesOnConditionCheckFailure`), so that an absent item can be told from one that does not satisfy it.
 */
export function explainFailedCondition(error: unknown, write: ConditionalWrite): unknown {
  if (!isAutodyneError(error, 'ConditionFailed')) return error;
  const { Item: found } = error.cause as { Item?: Item };
  if (found === undefined && write.isUpsert !== true) return itemNotFound(write.tableName, write.key, error);
  const asked = (write.conditions ?? []).map((condition) => `"${condition.arg}"`).join(' and ');
  const message = `the item ${toPlainJsonText(write.key)} does not satisfy ${asked}`;
  return new AutodyneError('ConditionFailed', message, {
    cause: error,
    details: error.details,
    suggestions: [`see the item as it is now: ${commandText('get', toPlainJsonText(write.key))}`],
  });
}
