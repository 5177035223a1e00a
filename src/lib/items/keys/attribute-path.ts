import { AutodyneError } from '../../errors/autodyne-error.ts';
import { pathSlip } from './path-slips.ts';

/** Names of attributes and of map members, and positions in lists, from the outside in. */
export type AttributePath = readonly (string | number)[];

/** A position in a list. JavaScript counts exactly up to 15 digits; no list has so many elements. */
const INDEX = /\[(\d{1,15})\]/y;

/** Characters that need a backslash in a name. A dot and a bracket have their own meaning, the others are slips. */
const SPECIAL = /[[,'"`+=<>]/;

/** Operators of other languages, before the `=`: a path that ends so is a slip. */
const SIGN_AT_END = /[-*/%~^|&!:]$/;

/**
 * Reads a path as people write it: `info.rating`, `tags[2]`. A dot, comma, bracket, quote, backslash or one of `+=<>`
 * that belongs to a name has a backslash before it (`a\.b`), and so has a blank at either end of a name.
 * @throws AutodyneError `InvalidUsage` when a name in it is empty, or has such a character without a backslash
 */
export function parseAttributePath(text: string): AttributePath {
  const path: (string | number)[] = [];
  let name = '';
  let isNameDone = false;
  let isBlankLast = false;
  const finishName = (at: number): void => {
    if (isNameDone) return;
    if (name === '')
      throw new AutodyneError('InvalidUsage', `"${text}" is not an attribute: it contains an empty name`);
    if (isBlankLast) throw pathSlip(text, at - 1);
    path.push(name);
    name = '';
    isNameDone = true;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    INDEX.lastIndex = at;
    const index = INDEX.exec(text);
    if (index !== null && (name !== '' || isNameDone)) {
      finishName(at);
      path.push(Number(index[1]));
      at += index[0].length - 1;
    } else if (character === '.') {
      finishName(at);
      isNameDone = false;
    } else {
      if (isSlip(text, at, name)) throw pathSlip(text, at);
      if (isNameDone)
        throw new AutodyneError('InvalidUsage', `"${text}" is not an attribute: a dot is missing after "]"`);
      isBlankLast = /\s/.test(character);
      if (character === '\\') at += 1;
      name += text.charAt(at);
    }
  }
  finishName(text.length);
  return path;
}

/** The character at `at` cannot be part of a name without a backslash, and has none. */
function isSlip(text: string, at: number, name: string): boolean {
  const character = text.charAt(at);
  // Before a letter or digit a backslash is one of another language (\n, \d), or belongs to the name.
  if (character === '\\') return !/[^A-Za-z0-9]/.test(text.charAt(at + 1));
  if (character === ']') return !name.includes('[');
  return SPECIAL.test(character) || (name === '' && /\s/.test(character));
}

/** The path as {@link parseAttributePath}, {@link parseAttributeList} and arguments such as `path=text` read it. */
export function formatAttributePath(path: AttributePath): string {
  return path
    .map((step, position) => {
      if (typeof step === 'number') return `[${step}]`;
      return position === 0 ? formatName(step) : `.${formatName(step)}`;
    })
    .join('');
}

function formatName(name: string): string {
  return name
    .replace(/[\\.[,'"`+=<>]/g, '\\$&')
    .replace(/^[^[]*/, (beforeBracket) => beforeBracket.replace(/\]/g, '\\]'))
    .replace(/^\s/, '\\$&')
    .replace(/(?<!^\\)\s$/, '\\$&')
    .replace(SIGN_AT_END, '\\$&');
}

/**
 * Attributes to get, as people list them: `artist,info.rating`. A comma that belongs to a name has a backslash.
 * @throws AutodyneError `InvalidUsage` when a name is empty
 */
export function parseAttributeList(text: string): AttributePath[] {
  return splitAttributeList(text).map(parseAttributePath);
}

/** The paths in such a list, as they were written. */
export function splitAttributeList(text: string): string[] {
  const paths = [''];
  for (const [part] of text.matchAll(/\\.|[^\\]|\\$/gs)) {
    if (part === ',') paths.push('');
    else paths.push(`${paths.pop() ?? ''}${part}`);
  }
  // A blank with a backslash before it belongs to the name.
  return paths.map((path) => path.trimStart().replace(/^((?:\\.|[^\\])*?)\s+$/s, '$1'));
}
