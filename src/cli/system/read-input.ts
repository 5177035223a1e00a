import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import { openRegular } from '../../lib/files/regular-file.ts';
import { inlineInput, type TextInput } from '../../lib/items/elements/text-input.ts';

/**
 * The input that an argument names: `-` is stdin, what begins with a brace or bracket is JSON itself, anything else
 * a file.
 * @throws AutodyneError `InvalidInput` when the file is not there or cannot be read
 */
export async function inputOf(argument: string): Promise<TextInput> {
  if (argument === '-') return stdinInput();
  if (isInlineJson(argument)) return inlineInput(argument);
  return fileInput(argument);
}

/** The input that the args of KEY name: a key file, stdin or JSON; `undefined` if they are key values. */
export async function keyInputOf(args: readonly string[]): Promise<TextInput | undefined> {
  const [arg, ...others] = args;
  if (arg === undefined || others.length > 0) return undefined;
  const isInput = arg === '-' || isInlineJson(arg) || /\.(json|jsonl|ndjson)$/i.test(arg);
  return isInput ? inputOf(arg) : undefined;
}

/** The argument is JSON itself: it begins with a brace or bracket. */
export function isInlineJson(argument: string): boolean {
  return /^\s*[{[]/.test(argument);
}

/**
 * All the text of an input that is no longer than a request can be.
 * @param what completes "the limit for …"
 * @throws AutodyneError `InvalidInput` for one that is longer, or no UTF-8
 */
export async function inputText(input: TextInput, maxBytes: number, what: string): Promise<string> {
  const fail = (problem: string): AutodyneError =>
    new AutodyneError('InvalidInput', `${input.name}: ${problem}`, { details: { file: input.name } });
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of input.chunks()) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw fail(`larger than ${maxBytes / 1024 / 1024} MB, the limit for ${what}`);
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw fail('not UTF-8 text');
  return new TextDecoder().decode(bytes);
}

function stdinInput(): TextInput {
  return { name: 'stdin', isRepeatable: false, chunks: () => process.stdin };
}

async function fileInput(path: string): Promise<TextInput> {
  const stats = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (stats.isDirectory()) {
    throw new AutodyneError('InvalidInput', `${path} is a directory, not a file`, {
      details: { file: path },
    });
  }
  const isRepeatable = stats.isFile();
  return {
    name: path,
    // A pipe, such as <(command) of the shell, can be read only once.
    isRepeatable,
    async *chunks() {
      try {
        // An input that is read twice must be a regular file; others may be a pipe.
        const file = await (isRepeatable ? openRegular(path) : open(path));
        yield* file.createReadStream({ highWaterMark: 1024 * 1024 });
      } catch (error) {
        throw unreadable(path, error);
      }
    },
  };
}

function unreadable(path: string, error: unknown): unknown {
  const { code } = errorFacts(error);
  if (code === undefined || isAutodyneError(error)) return error;
  const problem = { ENOENT: 'no such file', EACCES: 'permission denied' }[code] ?? code;
  return new AutodyneError('InvalidInput', `cannot read ${path}: ${problem}`, {
    cause: error,
    details: { file: path },
  });
}
