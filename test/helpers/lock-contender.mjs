/**
 * Takes the locks `lock-0` to `lock-N` of a folder, one after another, each in the instant in which the other contenders do,
 * and prints for each whether it got it. `node lock-contender.mjs FOLDER ROUNDS CONTENDERS`
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeLock } from '../../dist/lib/files/lock-file.js';

const [folder, rounds, contenders] = process.argv.slice(2);
const results = [];
for (let round = 0; round < Number(rounds); round += 1) {
  meet(`before-${round}`);
  const lock = takeLock(join(folder, `lock-${round}`));
  results.push('release' in lock ? 'won' : `lost to ${lock.owner.pid}`);
  meet(`after-${round}`);
  if ('release' in lock) lock.release();
}
console.log(JSON.stringify({ pid: process.pid, results }));

function meet(name) {
  const location = join(folder, 'meetings', name);
  mkdirSync(location, { recursive: true });
  writeFileSync(join(location, String(process.pid)), '');
  // Spinning: to be off in the same instant is what this is for.
  while (readdirSync(location).length < Number(contenders));
}
