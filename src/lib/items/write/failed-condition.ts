import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import type { Condition } from '../conditions/condition.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import { toPlainJsonText } from '../json/plain-json-text.ts';
import type { Item } from '../values/attribute-value.ts';

/** For the message of its failure. */
export interface ConditionalWrite {
  tableName: string;
  key: Item;
  conditions?: readonly Condition[];
  /** The write makes the item when there is none. */
  isUpsert?: boolean;
}

/**
 * The item as it is, which kept a condition from holding: of a write whose request asks for it
 * (`ReturnValuesOnConditionCheckFailure`), as those of `putItemInput` with conditions, `updateItemInput` and
 * `deleteItemInput` do. `undefined` where there is none.
 */
export function itemInTheWay(error: unknown): Item | undefined {
  for (let at = error; isAutodyneError(at); at = at.cause) {
    const { Item: found } = (at.cause ?? {}) as { Item?: Item };
    if (found !== undefined) return found;
  }
  return undefined;
}

export function itemNotFound(tableName: string, key: Item, cause?: unknown): AutodyneError {
  return new AutodyneError(
    'ItemNotFound',
    `there is no item ${toPlainJsonText(key)} in table "${tableName}"`,
    { cause },
  );
}

/**
 * The error for a failed condition, as the person wrote it. The request asks for the old image on failure
 * (`ReturnValuesOnConditionCheckFailure`), so that an absent item can be distinguished from one that does not satisfy
 * it.
 */
export function explainFailedCondition(error: unknown, write: ConditionalWrite): unknown {
  if (!isAutodyneError(error, 'ConditionFailed')) return error;
  const found = itemInTheWay(error);
  if (found === undefined && write.isUpsert !== true) return itemNotFound(write.tableName, write.key, error);
  const asked = (write.conditions ?? []).map((condition) => `"${textOfCondition(condition)}"`).join(' and ');
  const message = `the item ${toPlainJsonText(write.key)} does not satisfy ${asked}`;
  return new AutodyneError('ConditionFailed', message, {
    cause: error,
    details: { ...error.details, key: toPlainJsonText(write.key) },
    suggestions: [WAYS.seeItem],
  });
}
