import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { shellQuote } from '../../errors/command-text.ts';
import type { Placeholders } from '../conditions/expression.ts';
import { valueAtPath } from '../expressions/evaluate-condition.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import { parsePlainValue } from '../json/plain-json.ts';
import { toPlainJsonValueText } from '../json/plain-json-text.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { flagOf, type ListAction, type UpdateAction } from './update-action.ts';

/** Why a change does not go with the value that is there, and how to write it. */
export interface TypeProblem {
  action: UpdateAction;
  problem: string;
  suggestions: string[];
}

/**
 * The conditions under which elements go to a list or to nothing, and those that were written as text to a list whose
 * first element is a string, or to an empty one.
 * @param typePlaceholder of a type's name
 */
export function listConditions(
  action: ListAction,
  placeholders: Placeholders,
  typePlaceholder: (type: string) => string,
): string[] {
  const isOrAbsent = (path: ListAction['path'], type: string): string => {
    const at = placeholders.path(path);
    return `(attribute_not_exists(${at}) OR attribute_type(${at}, ${typePlaceholder(type)}))`;
  };
  const list = isOrAbsent(action.path, 'L');
  return action.text === undefined ? [list] : [list, isOrAbsent([...action.path, 0], 'S')];
}

/** Why one of {@link listConditions} is false for the item; `undefined` if they are true. */
export function listProblem(item: Item, action: ListAction): TypeProblem | undefined {
  const now = valueAtPath(item, action.path);
  if (now === undefined) return undefined;
  if (now.L === undefined) return noList(action, now);
  const first = now.L[0];
  const isStringLike = action.text === undefined || first === undefined || first.S !== undefined;
  return isStringLike ? undefined : otherElements(action, first);
}

function noList(action: ListAction, now: AttributeValue): TypeProblem {
  const name = formatAttributePath(action.path);
  const { kind, text } = action;
  const toSet =
    now.SS === undefined || text === undefined
      ? []
      : [`to add to the set: --add ${shellQuote(`${name}=${text}`)}`];
  const list = argWithJson(name, toPlainJsonValueText(action.value));
  return {
    action,
    problem: `${name} is ${describeType(typeNameOf(now))}, but ${argOf(action)} ${kind}s to a list`,
    suggestions: [...toSet, `to replace it with a list: --set ${list}`],
  };
}

function otherElements(action: ListAction, first: AttributeValue): TypeProblem {
  const name = formatAttributePath(action.path);
  const flag = flagOf(action);
  const json = asJson(`[${action.text}]`);
  return {
    action,
    problem: `the first element of ${name} is ${describeType(typeNameOf(first))}, but ${argOf(action)} ${action.kind}s a string`,
    suggestions: [
      ...(json === undefined ? [] : [`for JSON values: ${flag} ${argWithJson(name, json)}`]),
      `for strings: ${flag} ${argWithJson(name, toPlainJsonValueText(action.value))}`,
    ],
  };
}

/** A list of values that are not strings only; `undefined` if the text is none. */
function asJson(text: string): string | undefined {
  try {
    return parsePlainValue(text, 'text').L?.some(({ S }) => S === undefined) ? text : undefined;
  } catch (error) {
    if (isAutodyneError(error, 'InvalidInput')) return undefined;
    throw error;
  }
}

function argOf(action: ListAction): string {
  const name = formatAttributePath(action.path);
  const arg =
    action.text === undefined
      ? argWithJson(name, toPlainJsonValueText(action.value))
      : shellQuote(`${name}=${action.text}`);
  return `${flagOf(action)} ${arg}`;
}

function typeNameOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? '';
}
