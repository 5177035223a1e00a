import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { matches, parseTranscript, renderTranscript, type Step } from './transcript.ts';

const root = new URL('../../', import.meta.url);

function firstStep(markdown: string): Step {
  for (const piece of parseTranscript(markdown)) if (piece.kind === 'step') return piece.step;
  throw new Error('no step');
}

const BLOCK = '```console\n$ autodyne local\nlistening at http://127.0.0.1:8000; press Ctrl-C\n```\n';

describe('what a comment before a block says to vary', () => {
  const { expected, varying } = firstStep(`<!-- varies: 8000 -->\n${BLOCK}`);

  test.each([
    ['the same digits', 'listening at http://127.0.0.1:8000; press Ctrl-C', true],
    ['other digits', 'listening at http://127.0.0.1:41503; press Ctrl-C', true],
    ['no digits', 'listening at http://127.0.0.1:; press Ctrl-C', false],
    ['letters', 'listening at http://127.0.0.1:http; press Ctrl-C', false],
    ['other digits elsewhere', 'listening at http://127.0.0.2:8000; press Ctrl-C', false],
    ['another text', 'listens at http://127.0.0.1:8000; press Ctrl-C', false],
  ])('%s', (_, line, isMatch) => {
    expect(matches(expected, [line], varying)).toBe(isMatch);
  });

  test('without it, each digit counts', () => {
    const step = firstStep(BLOCK);
    expect(matches(step.expected, ['listening at http://127.0.0.1:41503; press Ctrl-C'], step.varying)).toBe(
      false,
    );
  });

  test('is for that block only', () => {
    expect(firstStep(`<!-- varies: 8000 -->\nAnother sentence.\n${BLOCK}`).varying).toEqual([]);
  });

  test('must have digits', () => {
    expect(() => parseTranscript('<!-- varies: port -->')).toThrow('"port" has no digits that could vary');
  });

  test('is kept when the transcript is written anew', () => {
    const pieces = parseTranscript(`<!-- varies: 8000 -->\n${BLOCK}`);
    const run = { lines: ['a new line', 'listening at http://127.0.0.1:41503; press Ctrl-C'], exitCode: 0 };
    const steps = pieces.flatMap((piece) => (piece.kind === 'step' ? [[piece.step, run] as const] : []));
    expect(renderTranscript(pieces, new Map(steps))).toBe(
      `<!-- varies: 8000 -->\n${BLOCK.replace('listening', 'a new line\nlistening')}`,
    );
  });
});

test('no page that users read shows the marks of transcripts', () => {
  const docs = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'));
  const pages = [
    'README.md',
    'CHANGELOG.md',
    'examples/blog/README.md',
    ...docs.map((name) => `docs/${name}`),
  ];
  const marked = pages.filter((page) => /\[\.\.\.?\]/.test(readFileSync(new URL(page, root), 'utf8')));
  expect(marked).toEqual([]);
});
