import { AutodyneError } from '../../errors/autodyne-error.ts';
import { shellQuote } from '../../errors/command-text.ts';
import { readsAsLiteral } from '../conditions/literal-text.ts';
import { doubleEquals, signAtEnd } from '../conditions/operator-slips.ts';
import { escapeCommas } from '../conditions/text-list.ts';
import type { SplitArg } from '../conditions/where.ts';
import { argWithJson } from '../json/arg-with-json.ts';

/** An argument of one of `update`'s flags, and its parts. */
interface FlagArg extends SplitArg {
  flag: string;
  arg: string;
}

/**
 * The error for an argument that is written as in another language, and would otherwise change an attribute that is not
 * meant: `size+=1`, `size==1`, `list[]=x`.
 * @param isText `=` is followed by a string that may begin with `=` too
 */
export function updateSlip(written: FlagArg, isText: boolean): AutodyneError | undefined {
  const { flag, arg, left } = written;
  const double = isText ? undefined : doubleEquals(written, arg);
  if (double !== undefined) return double;
  const problem = (message: string, suggestions: string[]): AutodyneError =>
    new AutodyneError('InvalidUsage', `${flag} ${arg}: ${message}`, { suggestions });
  const list = /^((?:\\.|[^\\])+)\[\]$/s.exec(left)?.[1];
  if (list !== undefined) {
    return problem('a position is missing in "[]"', [
      `the first element: ${list}[0]`,
      appending(list, written),
    ]);
  }
  const found = signAtEnd(left);
  if (found === undefined) return undefined;
  const { attribute, sign } = found;
  const end = written.value === undefined ? '' : `${written.isJson ? ':=' : '='}${written.value}`;
  const escaped = `${left.slice(0, -sign.length)}${sign.replace(/./g, '\\$&')}${end}`;
  return problem(`there is no operator "${sign}${end === '' ? '' : '='}"`, [
    ...meant({ ...written, left: attribute }, sign),
    `for a name that ends in "${sign}", write ${shellQuote(escaped)}`,
  ]);
}

/** The suggestions for a sign that means a change in another language. */
function meant({ value, ...written }: FlagArg, sign: string): string[] {
  const { left } = written;
  const text = value ?? '1';
  const isNumber = readsAsLiteral(text) && /\d/.test(text);
  switch (sign) {
    case '+':
    case '++':
      if (isNumber) return [`to add to a number: --add ${argWithJson(left, text)}`];
      if (text.startsWith('[')) return [appending(left, { ...written, value })];
      return [
        `to add to a set: --add ${shellQuote(`${left}=${text}`)}`,
        appending(left, { ...written, value }),
      ];
    case '-':
    case '--':
      return isNumber
        ? [
            `to subtract from a number: --add ${argWithJson(left, text.startsWith('-') ? text.slice(1) : `-${text}`)}`,
          ]
        : [`to delete from a set: --delete ${shellQuote(`${left}=${text}`)}`];
    case '<':
    case '>':
    case '<=':
    case '>=':
    case '<>':
    case '!':
      return ['to change it only if a condition is true: --if WHERE'];
    case '??':
    case '||':
      return [
        `to set it only if it does not exist: --set-if-absent ${assigned(left, written.isJson, value)}`,
      ];
    default:
      return [];
  }
}

function appending(list: string, { isJson, value }: Pick<SplitArg, 'isJson' | 'value'>): string {
  const arg = (): string => {
    if (value?.startsWith('[')) return argWithJson(list, value);
    if (isJson && value !== undefined) return argWithJson(list, `[${value}]`);
    return shellQuote(`${list}=${value === undefined ? 'TEXT' : escapeCommas(value)}`);
  };
  return `to append to a list: --append ${arg()}`;
}

function assigned(left: string, isJson: boolean, value: string | undefined): string {
  return isJson ? argWithJson(left, value ?? 'JSON') : shellQuote(`${left}=${value ?? 'TEXT'}`);
}
