import { readdirSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';

const tests = fileURLToPath(new URL('..', import.meta.url));

/** The patterns of a project's files. */
function patternsOf(name: string): string[] {
  const projects = (config.test?.projects ?? []) as { test: { name: string; include: string[] } }[];
  return projects.find((project) => project.test.name === name)?.test.include ?? [];
}

test('what runs commands in the kept process is run with a process for each by `npm run test:binary`, too', () => {
  const keeping = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('structure/'))
    .filter((file) =>
      /keptCli\(|\.runKept\(|describeTranscript\(|describePage\(/.test(readFileSync(tests + file, 'utf8')),
    )
    .map((file) => `test/${file}`);
  const patterns = patternsOf('binary');
  expect(keeping.length).toBeGreaterThan(10);
  expect(keeping.filter((file) => !patterns.some((pattern) => matchesGlob(file, pattern)))).toEqual([]);
});
