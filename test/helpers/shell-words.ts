import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';

/** A command's words as a shell sees them. */
export function shellWords(
  command: string,
  options: Pick<ExecFileSyncOptions, 'cwd' | 'env'> = {},
): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { ...options, encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}
