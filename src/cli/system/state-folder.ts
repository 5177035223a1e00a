import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where autodyne keeps what it must remember between runs: `$XDG_STATE_HOME/autodyne`. `undefined` where no folder can
 * be named: a relative path would be another one in each working folder, and counts as none.
 */
export function stateFolder(): string | undefined {
  const { XDG_STATE_HOME: stateHome = '' } = process.env;
  if (isAbsolute(stateHome)) return join(stateHome, 'autodyne');
  const home = homedir();
  return isAbsolute(home) ? join(home, '.local', 'state', 'autodyne') : undefined;
}
