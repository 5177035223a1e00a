/** Runs a command with another Node first on PATH: `node scripts/with-node.mjs 24 npm test`. */
import { spawnSync } from 'node:child_process';
import { environmentWith, MAJORS } from './nodes.mjs';

const [major, command, ...words] = process.argv.slice(2);
if (!MAJORS.includes(major) || command === undefined) {
  throw new Error(`usage: node scripts/with-node.mjs ${MAJORS.join('|')} COMMAND…`);
}
const { status, error } = spawnSync(command, words, { stdio: 'inherit', env: environmentWith(major).env });
if (error) throw error;
process.exitCode = status ?? 1;
