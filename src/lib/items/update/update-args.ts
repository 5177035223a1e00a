import { AutodyneError } from '../../errors/autodyne-error.ts';
import { shellQuote } from '../../errors/command-text.ts';
import { splitTextList } from '../conditions/text-list.ts';
import { splitArg } from '../conditions/where.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import { parsePlainValue } from '../json/plain-json.ts';
import { type AttributePath, parseAttributeList, parseAttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import type { UpdateAction } from './update-action.ts';
import { updateSlip } from './update-slips.ts';

/** The words of `update`'s flags, as given: `--set`, `--add` and `--delete` take `path=text` or `path:=json`. */
export interface UpdateArgs {
  set?: readonly string[] | undefined;
  add?: readonly string[] | undefined;
  delete?: readonly string[] | undefined;
  remove?: readonly string[] | undefined;
  /** The string after `=` is always a string, one that begins with `=` too. */
  text?: boolean | undefined;
}

/**
 * Reads the changes that a person asked for. Text is text; a set to add to or delete from may be written as text with
 * commas (`tags=new,hot`), or as JSON (`tags:={"$set":["new"]}`); a number to add is JSON (`counter:=1`).
 * @throws AutodyneError `InvalidUsage` naming the flag and the argument
 */
export function parseUpdateArgs(args: UpdateArgs): UpdateAction[] {
  const reader = new ActionReader(args.text === true);
  const actions = [
    ...(args.set ?? []).map((arg): UpdateAction => ({ kind: 'set', ...reader.assignment('--set', arg) })),
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
      suggestions: ['use --set, --add, --delete or --remove'],
    });
  }
  return actions;
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

  /**
   * ADD takes a number or a set.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
   */
  addition(flag: string, arg: string): Assignment {
    const added = this.assignment(flag, arg, textSet);
    assertSoundElements(flag, arg, added);
    if (isNumberOrSet(added.value)) return added;
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: only a number or a set can be added`, {
      suggestions: ['a number: --add counter:=1', 'to a set: --add tags=new,hot'],
    });
  }

  deletion(flag: string, arg: string): Assignment {
    const deleted = this.assignment(flag, arg, textSet);
    assertSoundElements(flag, arg, deleted);
    if (isSet(deleted.value)) return deleted;
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: only elements of a set can be deleted`, {
      suggestions: ['elements: --delete tags=old,cold', 'a whole attribute: --remove NAME'],
    });
  }
}

/**
 * A comma too many, or a variable of a script that is empty, is not the empty string in a set; and a blank at a comma is
 * hardly meant, which lists of attributes ignore.
 */
function assertSoundElements(flag: string, arg: string, { value, text }: Assignment): void {
  if (text === undefined || value.SS === undefined) return;
  const { left } = splitArg(arg);
  const elements = value.SS;
  if (elements.length > 1 && elements.some((element) => element !== element.trim())) {
    const trimmed = elements.map((element) => element.trim().replaceAll(',', '\\,')).join(',');
    throw new AutodyneError('InvalidUsage', `${flag} ${arg}: there is a space at the end of an element`, {
      suggestions: [
        `without it: ${flag} ${shellQuote(`${left}=${trimmed}`)}`,
        `with it: ${flag} ${argWithJson(left, `{"$set":${JSON.stringify(elements)}}`)}`,
      ],
    });
  }
  if (!elements.includes('')) return;
  throw new AutodyneError('InvalidUsage', `${flag} ${arg}: an element is empty`, {
    suggestions: [`for the empty string, write ${argWithJson(left, '{"$set":[""]}')}`],
  });
}

function textValue(text: string): AttributeValue {
  return { S: text };
}

function textSet(text: string): AttributeValue {
  return { SS: splitTextList(text) };
}

function isSet(value: AttributeValue): boolean {
  return value.SS !== undefined || value.NS !== undefined || value.BS !== undefined;
}

function isNumberOrSet(value: AttributeValue): boolean {
  return value.N !== undefined || isSet(value);
}
