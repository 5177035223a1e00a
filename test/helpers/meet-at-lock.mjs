/**
 * Loaded before a process's own code (`--import`): the process waits as it is about to take a lock, or to
 * open a file as a new one, until `RACE_COUNT` of
 * them do, in the folder `RACE_MEETING`; and then some moments more, drawn by `RACE_SEED`, so that each round is another.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const { RACE_COUNT = '1', RACE_MEETING = '', RACE_SEED = '1' } = process.env;
const MOST_WAIT_MS = 20_000;
const { openSync, writeFileSync } = fs;
let hasMet = false;

fs.writeFileSync = (path, ...rest) => {
  if (!hasMet && /\.lock\./.test(String(path))) {
    hasMet = true;
    meet();
  }
  return writeFileSync(path, ...rest);
};
fs.openSync = (path, flags, ...rest) => {
  if (!hasMet && flags === 'wx') {
    hasMet = true;
    meet();
  }
  return openSync(path, flags, ...rest);
};
syncBuiltinESMExports();

function meet() {
  writeFileSync(join(RACE_MEETING, `here-${process.pid}`), '');
  const until = Date.now() + MOST_WAIT_MS;
  while (fs.readdirSync(RACE_MEETING).length < Number(RACE_COUNT) && Date.now() < until) sleep(1);
  // Some microseconds to 2 ms: none of it is a wait for anything.
  const turns = (Math.imul(Number(RACE_SEED), 0x9e3779b1) >>> 0) % 2000;
  const end = process.hrtime.bigint() + BigInt(turns) * 1000n;
  while (process.hrtime.bigint() < end);
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
