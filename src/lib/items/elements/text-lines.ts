import { isUtf8 } from 'node:buffer';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { TextInput } from './text-input.ts';

interface TextLine {
  /** Without its line break. */
  text: string;
  /** Counts from 1. */
  number: number;
}

/** The longest line, or whole document: far above any item, below the longest string of JavaScript. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

const LINE_FEED = 10;

/**
 * The lines of an input, as they come: memory is bounded by the longest line.
 * @throws AutodyneError `InvalidInput` where the text is not UTF-8 or a line is over 256 MB
 */
export async function* readLines(input: TextInput): AsyncGenerator<TextLine, void> {
  let number = 1;
  let started: Uint8Array[] = [];
  let startedBytes = 0;
  for await (const chunk of input.chunks()) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      const bytes = Buffer.concat([...started, chunk.subarray(from, end)]);
      yield { text: decodeLine(bytes, input.name, number), number };
      number += 1;
      started = [];
      startedBytes = 0;
      from = end + 1;
    }
    started.push(chunk.subarray(from));
    startedBytes += chunk.length - from;
    if (startedBytes > MAX_TEXT_BYTES) throw tooLarge(`${input.name}:${number}`);
  }
  if (startedBytes > 0) yield { text: decodeLine(Buffer.concat(started), input.name, number), number };
}

/** The error for text that is too large to be held. */
function tooLarge(location: string): AutodyneError {
  return new AutodyneError('InvalidInput', `${location}: a JSON value larger than 256 MB`, {
    suggestions: ["write many items as JSON Lines, one item per line: jq -c '.[]'"],
  });
}

function decodeLine(line: Buffer, name: string, number: number): string {
  const isFirst = number === 1;
  const hasMark = isFirst && line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf;
  const bytes = hasMark ? line.subarray(3) : line;
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/\r$/, '');
  const isUtf16 =
    isFirst && ((line[0] === 0xff && line[1] === 0xfe) || (line[0] === 0xfe && line[1] === 0xff));
  throw new AutodyneError('InvalidInput', `${name}:${number}: not UTF-8 text`, {
    suggestions: isUtf16 ? ['it looks like UTF-16, as written by PowerShell with >: save it as UTF-8'] : [],
    details: { file: name, line: number },
  });
}
