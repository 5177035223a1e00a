import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('docs/commands.md is what `npm run docs:commands` makes of the commands', () => {
  const generated = execFileSync(
    process.execPath,
    [
      'node_modules/oclif/bin/run.js',
      'readme',
      '--readme-path=docs/commands.md',
      '--no-source-links',
      '--no-aliases',
      '--dry-run',
    ],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: 'true' },
    },
  );
  expect(readFileSync(`${root}/docs/commands.md`, 'utf8').trim()).toBe(
    generated.replace(/^replacing .*\n/, '').trim(),
  );
});
