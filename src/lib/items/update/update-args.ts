import { AutodyneError } from '../../errors/autodyne-error.ts';
import { shellQuote } from '../../errors/command-text.ts';
import { escapeCommas, splitTextList } from '../conditions/text-list.ts';
import { splitArg } from '../conditions/where.ts';
import { pathsProblem } from '../expressions/distinct-paths.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import { parsePlainValue } from '../json/plain-json.ts';
import {
  type AttributePath,
  formatAttributePath,
  parseAttributeList,
  parseAttributePath,
} from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { isListAction, type UpdateAction } from './update-action.ts';
import { updateSlip } from './update-slips.ts';

/** The args of `update`'s flags, as given: those with a value take `path=text` or `path:=json`, `copy` two paths. */
export interface UpdateArgs {
  set?: readonly string[] | undefined;
  'set-if-absent'?: readonly string[] | undefined;
  append?: readonly string[] | undefined;
  prepend?: readonly string[] | undefined;
  copy?: readonly string[] | undefined;
  add?: readonly string[] | undefined;
  delete?: readonly string[] | undefined;
  remove?: readonly string[] | undefined;
  /** The string after `=` is always a string, one that begins with `=` too. */
  text?: boolean | undefined;
}

/**
 * Reads the changes that a person asked for. Text is text; the elements for a set or a list may be written as text with
 * commas (`tags=new,hot`), or as JSON (`tags:={"$set":["new"]}`, `list:=["new"]`); a number to add is JSON
 * (`counter:=1`).
 * @throws AutodyneError `InvalidUsage` naming the flag and the argument
 */
export function parseUpdateArgs(args: UpdateArgs): UpdateAction[] {
  const reader = new ActionReader(args.text === true);
  const set = (kind: 'set' | 'set-if-absent') =>
    (args[kind] ?? []).map((arg): UpdateAction => ({ kind, ...reader.assignment(`--${kind}`, arg) }));
  const extend = (kind: 'append' | 'prepend') =>
    (args[kind] ?? []).map((arg): UpdateAction => ({ kind, ...reader.elements(`--${kind}`, arg) }));
  const actions = [
    ...set('set'),
    ...set('set-if-absent'),
    ...extend('append'),
    ...extend('prepend'),
    ...(args.copy ?? []).map((arg): UpdateAction => ({ kind: 'copy', ...reader.copy('--copy', arg) })),
    ...(args.add ?? []).map((arg): UpdateAction => ({ kind: 'add', ...reader.addition('--add', arg) })),
    ...(args.delete ?? []).map(
      (arg): UpdateAction => ({ kind: 'delete', ...reader.deletion('--delete', arg) }),
    ),
    ...(args.remove ?? [])
      .flatMap(parseAttributeList)
      .map((path): UpdateAction => ({ kind: 'remove', path })),
  ];
  if (actions.length === 0) {
    throw new AutodyneError('InvalidUsage', 'nothing to change', {
      suggestions: ['use --set, --append, --add, --delete, --remove or --copy'],
    });
  }
  const problem = pathsProblem(actions.map(({ path }) => path));
  if (problem === undefined) return actions;
  const isOnList = actions.filter(isListAction).length > 1;
  throw new AutodyneError('InvalidUsage', problem, {
    suggestions: isOnList ? ['the elements for one list are written together: --append list=a,b'] : [],
  });
}

interface Assignment {
  path: AttributePath;
  value: AttributeValue;
  text?: string;
}

/** Reads the arguments of one update. */
class ActionReader {
  readonly #isText: boolean;

  constructor(isText: boolean) {
    this.#isText = isText;
  }

  assignment(flag: string, arg: string, fromText: (text: string) => AttributeValue = textValue): Assignment {
    const split = splitArg(arg);
    const { left, isJson, value } = split;
    const slip = updateSlip({ ...split, flag, arg }, this.#isText);
    if (slip !== undefined) throw slip;
    const path = parseAttributePath(left);
    if (value === undefined) {
      throw new AutodyneError('InvalidUsage', `${flag} ${arg}: the value is missing`, {
        suggestions: [`write ${flag} ${left}=TEXT or ${flag} ${left}:=JSON`],
      });
    }
    if (isJson) return { path, value: parsePlainValue(value, `${flag} ${left}`, left) };
    return { path, value: fromText(value), text: value };
  }

  /** Elements for a list: JSON is the list of them. */
  elements(flag: string, arg: string): Assignment & { value: AttributeValue.LMember } {
    const { value, ...rest } = this.assignment(flag, arg, textList);
    if (value.L === undefined) {
      const { left, value: json = '' } = splitArg(arg);
      throw new AutodyneError('InvalidUsage', `${flag} ${arg}: the value must be a list of elements`, {
        suggestions: [`to ${flag.slice(2)} this value: ${flag} ${argWithJson(left, `[${json}]`)}`],
      });
    }
    assertSoundElements(flag, arg, rest.text, true);
    if (value.L.length > 0) return { ...rest, value: { L: value.L } };
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: the list of elements is empty`);
  }

  copy(flag: string, arg: string): { path: AttributePath; from: AttributePath } {
    const split = splitArg(arg);
    const { left, isJson, value } = split;
    const slip = updateSlip({ ...split, flag, arg }, false);
    if (slip !== undefined) throw slip;
    if (value === undefined || value === '' || isJson) {
      const other =
        isJson && value !== undefined ? [`to set a JSON value: --set ${argWithJson(left, value)}`] : [];
      throw new AutodyneError('InvalidUsage', `${flag} ${arg}: the path to copy from is missing`, {
        suggestions: [`write ${flag} NEW=OLD`, ...other],
      });
    }
    const [path, from] = [parseAttributePath(left), parseAttributePath(value)];
    if (formatAttributePath(path) !== formatAttributePath(from)) return { path, from };
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: the two paths are the same`);
  }

  /**
   * ADD takes a number or a set.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
   */
  addition(flag: string, arg: string): Assignment {
    const added = this.assignment(flag, arg, textSet);
    assertSoundElements(flag, arg, added.text);
    if (isNumberOrSet(added.value)) return added;
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: only a number or a set can be added`, {
      suggestions: ['a number: --add counter:=1', 'to a set: --add tags=new,hot'],
    });
  }

  deletion(flag: string, arg: string): Assignment {
    const deleted = this.assignment(flag, arg, textSet);
    assertSoundElements(flag, arg, deleted.text);
    if (isSet(deleted.value)) return deleted;
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: only elements of a set can be deleted`, {
      suggestions: ['elements: --delete tags=old,cold', 'a whole attribute: --remove NAME'],
    });
  }
}

/**
 * A comma too many, or a variable of a script that is empty, is not the empty string in a set or a list; and a blank at a
 * comma is hardly meant, which lists of attributes ignore.
 */
function assertSoundElements(flag: string, arg: string, text: string | undefined, isList = false): void {
  if (text === undefined) return;
  const { left } = splitArg(arg);
  const elements = splitTextList(text);
  const json = (texts: readonly string[]): string =>
    argWithJson(left, isList ? JSON.stringify(texts) : `{"$set":${JSON.stringify(texts)}}`);
  if (elements.length > 1 && elements.some((element) => element !== element.trim())) {
    const trimmed = elements.map((element) => escapeCommas(element.trim())).join(',');
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: there is a space at the end of an element`, {
      suggestions: [
        ...(isList ? [`for one string: ${flag} ${shellQuote(`${left}=${escapeCommas(text)}`)}`] : []),
        `without it: ${flag} ${shellQuote(`${left}=${trimmed}`)}`,
        `with it: ${flag} ${json(elements)}`,
      ],
    });
  }
  if (!elements.includes('')) return;
  throw new AutodyneError('InvalidUsage', `${flag} ${arg}: an element is empty`, {
    suggestions: [`for the empty string, write ${json([''])}`],
  });
}

function textValue(text: string): AttributeValue {
  return { S: text };
}

function textSet(text: string): AttributeValue {
  return { SS: splitTextList(text) };
}

function textList(text: string): AttributeValue {
  return { L: splitTextList(text).map((S) => ({ S })) };
}

function isSet(value: AttributeValue): boolean {
  return value.SS !== undefined || value.NS !== undefined || value.BS !== undefined;
}

function isNumberOrSet(value: AttributeValue): boolean {
  return value.N !== undefined || isSet(value);
}
