import { expect, test } from 'vitest';
import { knowsBlocks } from '../../../src/cli/system/terminal-characters.ts';

test.each([
  [{}, true],
  [{ TERM: 'xterm-256color', LANG: 'en_GB.UTF-8' }, true],
  [{ LANG: 'de_DE.utf8' }, true],
  [{ LANG: 'C.UTF-8', LC_ALL: '' }, true],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'en_US.ISO-8859-1' }, false],
  [{ TERM: 'dumb', LANG: 'en_GB.UTF-8' }, false],
  [{ TERM: 'linux', LANG: 'en_GB.UTF-8' }, false],
])('%o shows blocks: %s', (env, expected) => {
  expect(knowsBlocks(env)).toBe(expected);
});
