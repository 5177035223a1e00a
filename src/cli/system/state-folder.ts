import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder for state between runs (checkpoints, the ledger): `$XDG_STATE_HOME/autodyne`, else in the home folder.
 * `undefined` if neither is an absolute path: a relative one would differ by working folder.
 */
export function stateFolder(): string | undefined {
  const { XDG_STATE_HOME: stateHome = '' } = process.env;
  if (isAbsolute(stateHome)) return join(stateHome, 'autodyne');
  const home = homedir();
  return isAbsolute(home) ? join(home, '.local', 'state', 'autodyne') : undefined;
}
