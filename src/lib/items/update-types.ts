import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { shellQuote } from '../errors/shell-quote.ts';
import { type AttributePath, formatAttributePath } from './attribute-path.ts';
import type { AttributeValue, Item } from './attribute-value.ts';
import { TYPE_WORDS } from './check-key.ts';
import { jsonNumber } from './decimal.ts';
import type { Placeholders } from './expression.ts';
import { valueAtPath } from './expressions/judge-condition.ts';
import { jsonString } from './json-string.ts';
import { readsAsLiteral } from './literal-text.ts';
import { parsePlainValue } from './plain-json.ts';
import { toPlainJsonText } from './plain-json-text.ts';
import type { UpdateAction } from './update-words.ts';
import { wordWithJson } from './word-with-json.ts';

/** A change that says a value without saying its type: `year=2011`. */
type TextAction = UpdateAction & { kind: 'set' | 'add' | 'delete'; text: string };

function textActions(actions: readonly UpdateAction[], kind: 'set' | 'add'): TextAction[] {
  return actions.filter((action): action is TextAction => action.kind === kind && action.text !== undefined);
}

/**
 * The conditions under which no text changes the type of what is there: nothing, null, or a value of its own type.
 * They cost nothing when they hold.
 */
export function keptTypes(actions: readonly UpdateAction[], placeholders: Placeholders): string[] {
  const types = new Map<string, string>();
  const typePlaceholder = (type: string): string => {
    const known = types.get(type) ?? placeholders.value({ S: type });
    types.set(type, known);
    return known;
  };
  return textActions(actions, 'set').map(({ path, value }) => {
    const at = placeholders.path(path);
    const kept = [typeOf(value), 'NULL'].map((type) => `attribute_type(${at}, ${typePlaceholder(type)})`);
    return `(attribute_not_exists(${at}) OR ${kept.join(' OR ')})`;
  });
}

function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? '';
}

/** The changes that would give what is in an item another type. */
function typeChanges(
  item: Item,
  actions: readonly UpdateAction[],
): { action: TextAction; now: AttributeValue }[] {
  return textActions(actions, 'set').flatMap((action) => {
    const now = valueAtPath(item, action.path);
    const isKept = now === undefined || now.NULL !== undefined || typeOf(now) === typeOf(action.value);
    return isKept ? [] : [{ action, now }];
  });
}

/** The error for changes that would give what is in the item another type; `undefined` when there are none. */
export function typeWouldChange(
  item: Item,
  { key, actions }: { key: Item; actions: readonly UpdateAction[] },
  cause: unknown,
): AutodyneError | undefined {
  const changes = typeChanges(item, actions);
  if (changes.length === 0) return undefined;
  const problems = changes.map(({ action: { path, text, value }, now }) => {
    const name = formatAttributePath(path);
    const word = shellQuote(`${name}=${text}`);
    return `${name} is ${TYPE_WORDS[typeOf(now)]}, and --set ${word} would make it ${asString(typeOf(value))}`;
  });
  return new AutodyneError(
    'TypeWouldChange',
    `nothing was changed in the item ${toPlainJsonText(key)}: ${problems.join('; ')}`,
    {
      cause,
      suggestions: [
        ...changes.flatMap(({ action, now }) => spellings(action, now)),
        'to take every = as a string, whatever is there: --text',
      ],
      details: { attributes: changes.map(({ action }) => formatAttributePath(action.path)) },
    },
  );
}

function asString(type: string): string {
  return type === 'S' ? 'a string' : (TYPE_WORDS[type] ?? type);
}

/** The ways to say which type is meant. */
function spellings({ path, text, value }: TextAction, now: AttributeValue): string[] {
  const name = formatAttributePath(path);
  const typed = value.S === undefined ? undefined : otherThanString(text, now);
  const said =
    typed === undefined ? [] : [`for ${TYPE_WORDS[typeOf(typed.value)]}: ${wordWithJson(name, typed.json)}`];
  const own = value.N === undefined ? jsonString(text) : jsonNumber(text);
  const added = now.SS === undefined ? [] : [`to add to the set: --add ${shellQuote(`${name}=${text}`)}`];
  const literal =
    own === undefined || value.B !== undefined
      ? []
      : [`for ${asString(typeOf(value))}: ${wordWithJson(name, own)}`];
  return [...said, ...added, ...literal];
}

/** What text says as JSON, or as a number where one is. */
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

/** The changes that may make a string where a number, true, false or null was meant: should something new be made. */
export function literalTexts(actions: readonly UpdateAction[]): TextAction[] {
  return [
    ...textActions(actions, 'set').filter(({ text, isKeyTyped }) => !isKeyTyped && readsAsLiteral(text)),
    ...textActions(actions, 'add').filter(({ text }) => text.split(',').every(isNumberText)),
  ];
}

function isNumberText(text: string): boolean {
  return readsAsLiteral(text) && /\d/.test(text);
}

/** A string, or set of strings, that is new in an item and reads as a number, true, false or null. */
export interface NewLiteral {
  path: AttributePath;
  text: string;
  isSet: boolean;
}

/** Those of {@link literalTexts} that were made where there was nothing, or null, `before`. */
export function newLiterals(actions: readonly UpdateAction[], before: Item): NewLiteral[] {
  return literalTexts(actions)
    .filter(({ path }) => {
      const there = valueAtPath(before, path);
      return there === undefined || there.NULL !== undefined;
    })
    .map(({ path, text, kind }) => ({ path, text, isSet: kind === 'add' }));
}
