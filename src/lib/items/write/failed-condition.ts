import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { type Condition, pathsOf } from '../conditions/condition.ts';
import { textOfCondition } from '../conditions/condition-text.ts';
import type { OwnCondition } from '../conditions/own-expressions.ts';
import { filterOf } from '../expressions/condition-filter.ts';
import { evaluateCondition, valueAtPath } from '../expressions/evaluate-condition.ts';
import { conditionsIn, operandsOf } from '../expressions/expression-tree.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { toPlainJsonText } from '../json/plain-json-text.ts';
import { shortValueText } from '../json/short-value-text.ts';
import { type AttributePath, formatAttributePath } from '../keys/attribute-path.ts';
import type { Item } from '../values/attribute-value.ts';

/** For the message of its failure. */
export interface ConditionalWrite {
  tableName: string;
  key: Item;
  conditions?: readonly Condition[];
  condition?: OwnCondition | undefined;
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
  const { conditions = [], condition: own } = write;
  const texts = [...conditions.map(textOfCondition), ...(own === undefined ? [] : [own.expression])];
  const asked = texts.map((text) => `"${text}"`).join(' and ');
  const there = found === undefined ? ', as there is no such item' : valuesThere(found, conditions, own);
  const message = `the item ${toPlainJsonText(write.key)} does not satisfy ${asked}${there}`;
  return new AutodyneError('ConditionFailed', message, {
    cause: error,
    details: { ...error.details, key: toPlainJsonText(write.key) },
    suggestions: found === undefined ? [] : [WAYS.seeItem],
  });
}

/** The values that the failed ones of the conditions look at: `: stock is 3, state is absent`. */
export function valuesThere(
  item: Item,
  conditions: readonly Condition[],
  own: OwnCondition | undefined,
): string {
  const failed = conditions.filter((condition) => !filterOf([condition])(item));
  const paths = [...failed.flatMap(pathsOf), ...(own === undefined ? [] : pathsOfFailed(item, own))];
  const texts = paths.map(
    (path) => `${formatAttributePath(path)} is ${shortValueText(valueAtPath(item, path))}`,
  );
  return texts.length === 0 ? '' : `: ${[...new Set(texts)].join(', ')}`;
}

function pathsOfFailed(item: Item, { expression, names = {}, values = {} }: OwnCondition): AttributePath[] {
  const tree = parseExpression(expression, 'ConditionExpression', { names, values, used: new Set() });
  if (evaluateCondition(item, tree)) return [];
  return [...conditionsIn(tree)].flatMap(operandsOf).flatMap((operand) => {
    const measured = operand.kind === 'size' ? operand.of : operand;
    return measured.kind === 'path' ? [measured.path] : [];
  });
}
