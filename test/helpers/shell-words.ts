import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';

/** A command's words as a shell sees them. */
export function shellWords(
  command: string,
  options: Pick<ExecFileSyncOptions, 'cwd' | 'env'> = {},
): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { ...options, encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

/** The words of each line as a shell sees them; `undefined` for a line that is none to it. */
export function wordsOfEach(lines: readonly string[]): (string[] | undefined)[] {
  // In a subshell each, since what is no line to a shell ends it: the number of words, then the words.
  const script = `for line; do (eval "set -- $line"; printf '%s\\0' "$#" "$@") 2>/dev/null || printf -- '-\\0'; done`;
  const printed = execFileSync('sh', ['-c', script, 'sh', ...lines], { encoding: 'utf8' }).split('\0');
  return lines.map(() => {
    const count = printed.shift();
    return count === '-' ? undefined : printed.splice(0, Number(count));
  });
}
