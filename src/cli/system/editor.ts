import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { readSmallFile } from '../../lib/files/read-small-file.ts';
import { readLines } from '../../lib/items/elements/text-lines.ts';

/** Text after it was edited, and its file, which exists until {@link EditedText.discard}. */
export interface EditedText {
  text: string;
  path: string;
  discard(): Promise<void>;
}

/**
 * Opens text in `$VISUAL`, else `$EDITOR`, else `vi`, and waits for it to end. The file is readable by its owner only. If
 * the editor fails, a changed file is kept.
 * @param otherwise suggestions for a file that is missing or empty
 * @throws AutodyneError `InvalidUsage` when the editor cannot be started or ends with an error, or the file is missing,
 *   empty or unreadable; `InvalidInput` when it is not UTF-8; `Interrupted` when Ctrl-C ended it. Nothing was changed.
 */
export async function editText(
  text: string,
  fileName: string,
  otherwise: readonly string[],
): Promise<EditedText> {
  const folder = await newFolder();
  const path = join(folder, fileName);
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await writeFile(path, text, { mode: 0o600 });
  const editor = process.env['VISUAL'] || process.env['EDITOR'] || 'vi';
  try {
    await runEditor(editor, path);
    return { text: await readEdited(path, fileName, { editor, otherwise }), path, discard };
  } catch (error) {
    if (await isEdited(path, text)) throw keepingTheEdit(error, path);
    await discard();
    throw error;
  }
}

async function newFolder(): Promise<string> {
  const parent = tmpdir();
  try {
    return await mkdtemp(join(parent, 'autodyne-edit-'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new AutodyneError('InvalidUsage', `cannot create a temporary folder in ${parent}: ${code}`, {
      cause: error,
      suggestions: ['set TMPDIR to another folder'],
    });
  }
}

/** The error with the path of the edited file in its suggestions, so that the edits are not lost. */
export function keepingTheEdit(error: unknown, path: string): unknown {
  if (!isAutodyneError(error)) return error;
  const suggestions = [...error.suggestions, `your edits are kept in ${path}`];
  return new AutodyneError(error.code, error.message, {
    cause: error,
    suggestions,
    details: { ...error.details, path },
  });
}

async function isEdited(path: string, text: string): Promise<boolean> {
  const bytes = await readSmallFile(path).catch(() => Buffer.alloc(0));
  return bytes.length > 0 && !bytes.equals(Buffer.from(text));
}

async function readEdited(
  path: string,
  fileName: string,
  { editor, otherwise }: { editor: string; otherwise: readonly string[] },
): Promise<string> {
  const bytes = await readSmallFile(path).catch((error: NodeJS.ErrnoException) => {
    const odd = isAutodyneError(error)
      ? error.message.replace(`cannot read ${path}`, 'cannot be read')
      : undefined;
    const how = error.code === 'ENOENT' ? 'no longer exists' : (odd ?? `cannot be read (${error.code})`);
    throw unusable(`the file opened in the editor "${editor}" ${how}`, otherwise, error);
  });
  const lines: string[] = [];
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  for await (const { text } of readLines({ name: fileName, isRepeatable: true, chunks })) lines.push(text);
  const text = lines.join('\n');
  if (text.trim() === '') throw unusable(`the file opened in the editor "${editor}" is empty`, otherwise);
  return text;
}

function unusable(what: string, suggestions: readonly string[], cause?: unknown): AutodyneError {
  return new AutodyneError('InvalidUsage', `${what}; nothing was changed`, { cause, suggestions });
}

/** Run by a shell, because the variable can contain flags: `code --wait`. */
function runEditor(editor: string, path: string): Promise<void> {
  // Ctrl-C reaches the editor too, and for many it does not mean the end: neither for the shell, nor here.
  const leaveToEditor = (): void => undefined;
  process.on('SIGINT', leaveToEditor);
  const child = spawn('sh', ['-c', `trap : INT; ${editor} "$1"`, editor, path], { stdio: 'inherit' });
  const ended = new Promise<void>((resolve, reject) => {
    const fail = (how: string, cause?: unknown): void => {
      const message = `the editor "${editor}" ${how}; nothing was changed`;
      reject(
        new AutodyneError('InvalidUsage', message, {
          cause,
          suggestions: ['set VISUAL or EDITOR to your editor'],
        }),
      );
    };
    child.once('error', (error) => fail('cannot be started', error));
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else if (signal === 'SIGINT' || code === 130)
        reject(
          new AutodyneError('Interrupted', `the editor "${editor}" was interrupted; nothing was changed`),
        );
      else fail(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`);
    });
  });
  return ended.finally(() => process.off('SIGINT', leaveToEditor));
}
