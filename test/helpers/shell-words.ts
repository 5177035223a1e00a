import { execFileSync } from 'node:child_process';

/** Splits a command line into args as a shell does. */
export function shellWords(command: string): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}
