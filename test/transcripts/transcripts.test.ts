import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseTranscript } from '../helpers/transcript.ts';

const folder = new URL('.', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.md'));

test.each(names)('%s has commands, and a file of tests that runs it', (name) => {
  const transcript = parseTranscript(readFileSync(new URL(name, folder), 'utf8'));
  expect(transcript.some(({ kind }) => kind === 'step')).toBe(true);
  const tests = readFileSync(new URL(name.replace(/md$/, 'test.ts'), folder), 'utf8');
  expect(tests).toContain(`describeTranscript(new URL('${name}', import.meta.url));`);
});
