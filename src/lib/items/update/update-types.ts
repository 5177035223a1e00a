import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { shellQuote } from '../../errors/command-text.ts';
import { jsonString } from '../../json/json-string.ts';
import type { Placeholders } from '../conditions/expression.ts';
import { splitTextList } from '../conditions/text-list.ts';
import { valueAtPath } from '../expressions/evaluate-condition.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import { parsePlainValue } from '../json/plain-json.ts';
import { toPlainJsonText } from '../json/plain-json-text.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { jsonNumber } from '../values/decimal.ts';
import { listConditions, listProblem, type TypeProblem } from './list-types.ts';
import { isNumberText } from './new-literals.ts';
import { isListAction, type UpdateAction, type ValueTextAction } from './update-action.ts';

/** A change that keeps the type of what it replaces, or goes to nothing but a set of strings. */
interface TypedAction extends ValueTextAction {
  kind: 'set' | 'add' | 'delete';
}

function isTyped(action: UpdateAction): action is TypedAction {
  return 'text' in action && action.text !== undefined && ['set', 'add', 'delete'].includes(action.kind);
}

/** The types that a change without a type of its own may find: a set's elements go to nothing but such a set. */
function takenTypes({ kind, value }: TypedAction): string[] {
  return kind === 'set' ? [typeOf(value), 'NULL'] : [typeOf(value)];
}

function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? '';
}

/**
 * The conditions under which no text replaces a value of another type: there is nothing, or null to be set, or a value
 * of its own type; and elements go to a list. They cost nothing when they hold.
 */
export function keptTypes(actions: readonly UpdateAction[], placeholders: Placeholders): string[] {
  const types = new Map<string, string>();
  const typePlaceholder = (type: string): string => {
    const known = types.get(type) ?? placeholders.value({ S: type });
    types.set(type, known);
    return known;
  };
  return actions.flatMap((action) => {
    if (isListAction(action)) return listConditions(action, placeholders, typePlaceholder);
    if (!isTyped(action)) return [];
    const at = placeholders.path(action.path);
    const kept = takenTypes(action).map((type) => `attribute_type(${at}, ${typePlaceholder(type)})`);
    return [`(attribute_not_exists(${at}) OR ${kept.join(' OR ')})`];
  });
}

/** A change, and the value of another type that it would replace. */
interface TypeChange {
  action: TypedAction;
  now: AttributeValue;
}

function typeProblem(item: Item, action: UpdateAction): TypeProblem | undefined {
  if (isListAction(action)) return listProblem(item, action);
  if (!isTyped(action)) return undefined;
  const now = valueAtPath(item, action.path);
  if (now === undefined || takenTypes(action).includes(typeOf(now))) return undefined;
  const change = { action, now };
  const suggestions = action.kind === 'set' ? spellings(change) : otherChanges(change);
  return { action, problem: problemOf(change), suggestions };
}

/** The error for changes that would replace values of another type in the item; `undefined` when there are none. */
export function typeWouldChange(
  item: Item,
  { key, actions }: { key: Item; actions: readonly UpdateAction[] },
  cause: unknown,
): AutodyneError | undefined {
  const problems = actions.flatMap((action) => typeProblem(item, action) ?? []);
  if (problems.length === 0) return undefined;
  const isString = problems.some(({ action }) => action.kind === 'set');
  return new AutodyneError(
    'TypeWouldChange',
    `nothing was changed in the item ${toPlainJsonText(key)}: ${problems.map(({ problem }) => problem).join('; ')}`,
    {
      cause,
      suggestions: [
        ...problems.flatMap(({ suggestions }) => suggestions),
        ...(isString ? ['to treat every value after = as a string: --text'] : []),
      ],
      details: { attributes: problems.map(({ action }) => formatAttributePath(action.path)) },
    },
  );
}

function problemOf({ action: { kind, path, text, value }, now }: TypeChange): string {
  const name = formatAttributePath(path);
  const arg = `--${kind} ${shellQuote(`${name}=${text}`)}`;
  const effect = {
    set: `would make it ${asString(typeOf(value))}`,
    add: 'adds to a set of strings',
    delete: 'deletes from a set of strings',
  }[kind];
  return `${name} is ${describeType(typeOf(now))}, but ${arg} ${effect}`;
}

/** The suggestions of changes that add to, or delete from, the value that is there. */
function otherChanges({ action: { kind, path, text }, now }: TypeChange): string[] {
  const name = formatAttributePath(path);
  const areNumbers = splitTextList(text).every(isNumberText);
  if (now.N !== undefined && kind === 'add' && isNumberText(text)) {
    return [`to add to the number: --add ${argWithJson(name, text)}`];
  }
  if (now.NS === undefined || !areNumbers) return [];
  return [`for the set of numbers: --${kind} ${argWithJson(name, `{"$set":[${text}]}`)}`];
}

function asString(type: string): string {
  return type === 'S' ? 'a string' : describeType(type);
}

/** The suggestions of how to write each type. */
function spellings({ action: { path, text, value }, now }: TypeChange): string[] {
  const name = formatAttributePath(path);
  const typed = value.S === undefined ? undefined : otherThanString(text, now);
  const said =
    typed === undefined ? [] : [`for ${describeType(typeOf(typed.value))}: ${argWithJson(name, typed.json)}`];
  const own = value.N === undefined ? jsonString(text) : jsonNumber(text);
  const added = now.SS === undefined ? [] : [`to add to the set: --add ${shellQuote(`${name}=${text}`)}`];
  const literal =
    own === undefined || value.B !== undefined
      ? []
      : [`for ${asString(typeOf(value))}: ${argWithJson(name, own)}`];
  return [...said, ...added, ...literal];
}

/** The string's value as JSON, or as a number where one is there; `undefined` when that is a string too. */
function otherThanString(
  text: string,
  now: AttributeValue,
): { json: string; value: AttributeValue } | undefined {
  const number = now.N === undefined ? undefined : jsonNumber(text);
  if (number !== undefined) return { json: number, value: { N: number } };
  try {
    const value = parsePlainValue(text, 'text');
    return value.S === undefined ? { json: text, value } : undefined;
  } catch (error) {
    if (isAutodyneError(error, 'InvalidInput')) return undefined;
    throw error;
  }
}
