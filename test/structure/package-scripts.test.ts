import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};

/** Each of them is run, or warned of, where the package is installed: from a tarball, a folder or git `prepare` too. */
const AT_INSTALLATION = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];

test('nothing runs where the package is installed; npm builds an app’s native parts by a file', () => {
  expect(AT_INSTALLATION.filter((name) => Object.hasOwn(scripts, name))).toEqual([]);
  expect(existsSync(`${root}binding.gyp`)).toBe(false);
});

/** npm runs `dependencies` only in the project itself, after node_modules has changed. */
test('an installation in the repository builds, and so does packing', () => {
  expect(scripts).toMatchObject({ dependencies: 'npm run build', prepack: 'npm run build' });
});
