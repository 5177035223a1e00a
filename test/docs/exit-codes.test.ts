import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/lib/errors/autodyne-error.ts';

test('docs/exit-codes.md lists every code, in its row and in its order', () => {
  const page = readFileSync(new URL('../../docs/exit-codes.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| (\d+) \|.*\|(.*)\|$/gm)].flatMap(([, exitCode, codes = '']) =>
    [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => [code, Number(exitCode)]),
  );
  expect(documented).toEqual(Object.entries(EXIT_CODES));
});
