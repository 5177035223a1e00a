import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where autodyne keeps what it must remember between runs: `$XDG_STATE_HOME/autodyne`. */
export function stateFolder(): string {
  const base = process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(base, 'autodyne');
}
