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

/** The test files whose text has it. */
function filesWith(text: RegExp): string[] {
  return readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('structure/'))
    .filter((file) => text.test(readFileSync(tests + file, 'utf8')))
    .map((file) => `test/${file}`);
}

function notIn(project: string, files: string[]): string[] {
  const patterns = patternsOf(project);
  return files.filter((file) => !patterns.some((pattern) => matchesGlob(file, pattern)));
}

test('what runs commands in the kept process is run with a process for each by `npm run test:binary`, too', () => {
  const keeping = filesWith(/keptCli\(|\.runKept\(|describeTranscript\(|describePage\(/);
  expect(keeping.length).toBeGreaterThan(10);
  expect(notIn('binary', keeping)).toEqual([]);
});

test('what makes a part of its rounds makes all of them in `npm run test:campaigns`', () => {
  const parts = filesWith(/helpers\/rounds\.ts'/);
  expect(parts.length).toBeGreaterThan(10);
  expect(notIn('campaigns', parts)).toEqual([]);
});
