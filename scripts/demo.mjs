/**
 * The main job, as a person would type it: every command runs through the real binary against the local twin that
 * `npm run demo` starts around this script. Ends with the first command that fails.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoSteps, typedCommand } from './demo-steps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'bin/run.js');
const table = process.env.AUTODYNE_TABLE_NAME;
if (table === undefined) throw new Error('run me as: npm run demo');

const folder = mkdtempSync(join(tmpdir(), 'autodyne-demo-'));
try {
  cpSync(join(root, 'examples'), join(folder, 'examples'), {
    recursive: true,
    filter: (path) => !path.includes('node_modules'),
  });
  for (const { say: text, commands } of demoSteps(table)) {
    say(text);
    for (const argv of commands) autodyne(argv);
  }
} finally {
  rmSync(folder, { recursive: true });
}

say(
  'To look at such a table in your browser: autodyne local --dashboard (here: node bin/run.js local --memory --dashboard)',
);

say(`Done. Nothing is left running or on disk: the table "${table}" was in memory.`);

function say(text) {
  console.log(`\n# ${text}`);
}

function autodyne(argv) {
  console.log(`\n$ ${typedCommand(argv)}`);
  const { status } = spawnSync(process.execPath, [bin, ...argv], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`that ended with exit code ${status}`);
}
