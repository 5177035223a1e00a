import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';

/** Text after a person had it in their editor, and the file it is kept in until {@link EditedText.discard}. */
export interface EditedText {
  text: string;
  path: string;
  discard(): Promise<void>;
}

/**
 * Opens text in `$VISUAL`, else `$EDITOR`, else `vi`, and waits. The file is readable by its owner only.
 * @throws AutodyneError `InvalidUsage` when the editor cannot be started or ends with an error; nothing was changed.
 */
export async function editText(text: string, fileName: string): Promise<EditedText> {
  const folder = await mkdtemp(join(tmpdir(), 'autodyne-edit-'));
  const path = join(folder, fileName);
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await writeFile(path, text, { mode: 0o600 });
  const editor = process.env['VISUAL'] || process.env['EDITOR'] || 'vi';
  try {
    await runEditor(editor, path);
  } catch (error) {
    await discard();
    throw error;
  }
  return { text: await readFile(path, 'utf8'), path, discard };
}

/** Run by a shell, since people put flags into the variable: `code --wait`. */
function runEditor(editor: string, path: string): Promise<void> {
  const child = spawn('sh', ['-c', `${editor} "$1"`, editor, path], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
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
    child.once('close', (code) => (code === 0 ? resolve() : fail(`ended with exit code ${code}`)));
  });
}
