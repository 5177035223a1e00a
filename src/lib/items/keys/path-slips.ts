import { AutodyneError } from '../../errors/autodyne-error.ts';

const QUOTED_MEMBER = /\[\s*(["'`])((?:(?!\1).)*)\1\s*\]/g;
const QUOTED_NAME = /(^|\.)(["'`])((?:(?!\2).)*)\2(?=$|[.[])/g;

/** The parts of a path: escaped characters, positions in a list, and characters that need a backslash in a name. */
const PARTS = /\\[^A-Za-z0-9]|\[\d{1,15}\]|[[\],'"`+=<>]|\\/gs;

/**
 * The error for a path that is written as in another language, and would otherwise name an attribute that is not meant:
 * `l[-1]`, `data['values']`, `size+`.
 * @param at where the character is that no name has without a backslash
 */
export function pathSlip(text: string, at: number): AutodyneError {
  const { problem, suggestions = [] } = describeSlip(text, at);
  return new AutodyneError('InvalidUsage', `"${text}" is not an attribute: ${problem}`, {
    suggestions: [
      ...suggestions,
      `for a name that contains such a character, write ${withBackslashes(text, at)}`,
    ],
  });
}

interface Slip {
  problem: string;
  suggestions?: string[];
}

function describeSlip(text: string, at: number): Slip {
  const character = text.charAt(at);
  const suggestions = didYouMean(text);
  switch (character) {
    case '[':
      return bracketSlip(text, at, suggestions);
    case ']':
      return { problem: '"[" is missing before "]"' };
    case '\\':
      return { problem: `a backslash is not needed before ${JSON.stringify(text[at + 1] ?? '')}` };
    case ',':
      return {
        problem: 'it contains several names, separated by commas',
        suggestions: ['specify one at a time'],
      };
    case '"':
    case "'":
    case '`':
      return { problem: 'a name must not be in quotes', suggestions };
    case '+':
    case '=':
    case '<':
    case '>':
      return { problem: `"${character}" is not part of a name`, suggestions };
    default:
      return { problem: 'a name ends with a space', suggestions };
  }
}

function bracketSlip(text: string, at: number, suggestions: string[]): Slip {
  const before = text.slice(0, at);
  const inside = /^\[([^\]]*)\]/.exec(text.slice(at))?.[1]?.trim();
  const first = `the first element is ${before}[0]`;
  if (inside === undefined) return { problem: '"]" is missing after "["' };
  if (inside === '') return { problem: 'a position is missing in "[]"', suggestions: [first] };
  if (/^-\d+$/.test(inside)) {
    const problem = `"[${inside}]" is not a valid position: positions start at 0 and cannot be negative`;
    return { problem, suggestions: [first, 'to see the number of elements, get the item'] };
  }
  if (/^["'`]/.test(inside)) return { problem: 'write a member of a map after a dot', suggestions };
  if (!/^\d+$/.test(inside)) {
    const problem = `"[${inside}]" is not a position in a list: expected a number`;
    return { problem, suggestions: [...suggestions, first] };
  }
  if (inside.length > 15) return { problem: `the position ${inside} is too large` };
  return { problem: 'write a position directly after a name', suggestions };
}

/** The path as it was probably meant, if that is clear. */
function didYouMean(text: string): string[] {
  const meant = text
    .trim()
    .replace(QUOTED_MEMBER, (_, _quote, name: string) => `.${asName(name)}`)
    .replace(QUOTED_NAME, (_, dot: string, _quote, name: string) => dot + asName(name))
    .replace(/\[([A-Za-z_]\w*)\]/g, '.$1')
    .replace(/\.?\[\s*(\d+)\s*\]/g, '[$1]')
    .replace(/\s*(\.)\s*/g, '$1')
    .replace(/=.*$/s, '');
  const isPath = withBackslashes(meant) === meant && !/^[.[]|\.$|\.\.|\s$/.test(meant);
  return isPath && meant !== '' && meant !== text ? [`did you mean ${meant}?`] : [];
}

/** Adds the backslashes that a name needs; the character at `slipAt` is meant as part of the name. */
function withBackslashes(text: string, slipAt = -1): string {
  const isBlank = /\s/.test(text.charAt(slipAt));
  const given = isBlank ? `${text.slice(0, slipAt)}\\${text.slice(slipAt)}` : text;
  return given.replace(PARTS, (part, at: number) => {
    return part.length === 1 || (at === slipAt && !isBlank) ? `\\${part}` : part;
  });
}

function asName(name: string): string {
  return withBackslashes(name).replace(/(?<!\\)\./g, '\\.');
}
