import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'THIRD-PARTY.md'), 'utf8');

test('THIRD-PARTY.md is what `npm run docs:third-party` makes of what the build bundled', () => {
  const script = join(root, 'scripts/third-party.mjs');
  expect(text).toBe(execFileSync(process.execPath, [script, '--dry-run'], { encoding: 'utf8' }));
});

test.each(['preact', 'd3-shape', 'hono', '@hono/node-server', 'open', '@oclif/core', 'valibot'])(
  'it names %s',
  (name) => {
    expect(text).toMatch(new RegExp(`^\\| ${name} \\| (MIT|Apache-2.0|ISC) \\|$`, 'm'));
  },
);

test('it names no licence that asks for more than to be named', () => {
  const licences = [...text.matchAll(/^\| [@\w][^|]* \| ([^|]+) \|$/gm)].map(([, licence]) => licence);
  expect(licences.length).toBeGreaterThan(20);
  expect([...new Set(licences)].sort()).toEqual([
    'Apache-2.0',
    'BSD-2-Clause',
    'BlueOak-1.0.0',
    'ISC',
    'MIT',
    'licence',
  ]);
});

test('what is bundled for the dashboard is no dependency at run time', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(dependencies).filter((name) => /^(@?hono|open|preact)\b/.test(name))).toEqual([]);
});
