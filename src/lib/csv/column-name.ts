import type { AttributePath } from '../items/keys/attribute-path.ts';

/** The end of a header as the console of AWS once wrote it, with the type: `total (N)`. */
const TYPE_AT_END = / (?=\((?:[SNBML]|BOOL|NULL|SS|NS|BS)\)$)/;

/** A position in a list, which CSV shows and cannot put back. */
const INDEX = /\[(\d{1,15})\]/y;

/**
 * The header of a column: names joined by dots. In a name, a dot, a backslash, a blank at either end, and what would be
 * read as a position in a list have a backslash before them, so that no two paths have the same header.
 */
export function csvHeader(path: AttributePath): string {
  return path
    .map((step, position) => {
      if (typeof step === 'number') return `[${step}]`;
      return position === 0 ? escapeName(step) : `.${escapeName(step)}`;
    })
    .join('')
    .replace(TYPE_AT_END, ' \\');
}

function escapeName(name: string): string {
  return name
    .replace(/[\\.]|\[(?=\d{1,15}\])/g, '\\$&')
    .replace(/^\s/, '\\$&')
    .replace(/(?<!^\\)\s$/, '\\$&');
}

/**
 * The path that a header means. A backslash before a letter or digit belongs to the name, as no header of ours has it.
 * @returns a string with the problem, for a header that names nothing which an item can have
 */
export function pathOfHeader(header: string): AttributePath | string {
  const path: (string | number)[] = [];
  let name = '';
  let isBlankLast = false;
  for (let at = 0; at <= header.length; at += 1) {
    const character = header.charAt(at);
    INDEX.lastIndex = at;
    if (name !== '' && INDEX.test(header)) return 'it is an element of a list, which CSV cannot put back';
    if (character === '.' || at === header.length) {
      if (name === '') return 'a name in it is empty';
      if (isBlankLast) return 'a name in it ends with a blank';
      path.push(name);
      name = '';
      isBlankLast = false;
      continue;
    }
    const isEscape = character === '\\' && /[^A-Za-z0-9]/.test(header.charAt(at + 1));
    if (isEscape) at += 1;
    const isBlank = !isEscape && /\s/.test(character);
    if (isBlank && name === '') return 'a name in it begins with a blank';
    isBlankLast = isBlank;
    name += header.charAt(at);
  }
  return path;
}
