import { lineWidth } from './line-width.ts';

/**
 * The lines of text, each broken at blanks so that it fits into `width` columns; never inside a word, nor at a no-break
 * space. Line breaks in the text stay.
 * @param hanging the indentation of the lines that are added
 */
export function wrapText(text: string, width: number, hanging = ''): string {
  return text
    .split('\n')
    .map((line) =>
      lineWidth(line) <= width
        ? line
        : joinWithin(line.split(/(?<=\S) (?=\S)/), width, `\n${hanging}`, hanging.length),
    )
    .join('\n');
}

/** A command line, broken between its arguments so that it can still be copied. */
export function wrapCommand(line: string, width: number): string {
  if (lineWidth(line) <= width) return line;
  const args = line.match(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])+/gs) ?? [];
  // A flag stays with its value.
  const parts: string[] = [];
  for (const arg of args) {
    const last = parts.at(-1) ?? '';
    if (/^--[\w-]+$/.test(last) && !arg.startsWith('-')) parts.push(`${parts.pop()} ${arg}`);
    else parts.push(arg);
  }
  return joinWithin(parts, width - CONTINUED.length, `${CONTINUED}\n    `, 4);
}

/** A command or flags at the end of a message, or all of it, which must be copied without a line break. */
const TO_COPY =
  /(?<=: |→\S* | with )(?:\w+=\S* )*(?:(?:autodyne|aws|cd|chmod|git|heroku|iconv|jq|mlr|npm|ulimit) .*|--[a-z](?:'[^']*'|"[^"]*"|,(?! )|[^;,'"])*)$/s;
/** One argument to a shell, anywhere in a message. */
const QUOTED = /(?<=[\s=(])'[^']*'(?=[\s;,.)]|$)/g;

/**
 * Messages for a terminal: as {@link wrapText}, but what is to be copied is one word. A line that goes on is indented
 * two more than its beginning.
 */
export function wrapMessage(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      if (lineWidth(line) <= width) return line;
      const [indentation = ''] = /^ */.exec(line) ?? [];
      const kept = line.replace(TO_COPY, unbroken).replace(QUOTED, unbroken);
      return wrapText(kept, width, `${indentation}  `).replaceAll(NO_BREAK, ' ');
    })
    .join('\n');
}

/** Not broken at; of the private ones, so that no text has it. */
const NO_BREAK = '\ue000';

const unbroken = (text: string): string => text.replaceAll(' ', NO_BREAK);

const CONTINUED = ' \\';

function joinWithin(parts: readonly string[], width: number, separator: string, indentation: number): string {
  const [first = '', ...others] = parts;
  let joined = first;
  let used = lineWidth(first);
  for (const part of others) {
    const partWidth = lineWidth(part);
    const fits = used + 1 + partWidth <= width;
    joined += `${fits ? ' ' : separator}${part}`;
    used = fits ? used + 1 + partWidth : indentation + partWidth;
  }
  return joined;
}
