import { describe, expect, test } from 'vitest';
import {
  assertItemsAllowed,
  assertPartialIsMeant,
  canResume,
  isMoreToCome,
  isReadBefore,
  mayRepeatKeys,
  unfinishedState,
} from '../../../src/lib/restore/restore-rules.ts';

const CHECKED = { name: 'a', path: 'a', layout: 'lines', md5Base64: 'x' } as const;
const UNCHECKED = { name: 'b', path: 'b', layout: 'lines' } as const;
const STATE = {
  mode: 'overwrite',
  wasEmpty: true,
  isTableNew: false,
  done: [],
  counts: { read: 0, written: 0, skipped: 0, rejected: 0 },
  isSettled: false,
  rejectsPath: 'r',
} as const;

test.each([
  ['all files have checksums', 'd', [CHECKED], false, false],
  ['one file has none', 'd', [CHECKED, UNCHECKED], false, true],
  ['its items are settled', 'd', [UNCHECKED], true, false],
  ['it is standard input', '-', [UNCHECKED], false, false],
])('a source is read before: %s', (_case, name, files, isSettled, expected) => {
  expect(isReadBefore({ name, files }, isSettled)).toBe(expected);
});

describe('where the table has items', () => {
  test('two modes go on', () => {
    expect(assertItemsAllowed('skip-existing', 'music')).toBe(true);
    expect(assertItemsAllowed('overwrite', 'music')).toBe('when confirmed');
  });

  test('one writes nothing, and tells the others', () => {
    expect(() => assertItemsAllowed('empty-only', 'music')).toThrow(
      expect.objectContaining({
        code: 'AlreadyExists',
        message: 'table "music" has items; nothing was written',
        suggestions: [
          'to keep them and write the other items: --mode skip-existing',
          'to overwrite them: --mode overwrite --confirm music',
          'to write only the items that differ: --mode differing --confirm music',
          'to continue an interrupted restore: --resume',
        ],
      }),
    );
  });
});

describe('items without all attributes', () => {
  const source = { name: 'd', attributes: ['id', 'year'] };

  test.each([
    ['into an empty table', source, { mode: 'empty-only', partial: false }],
    ['beside what is there', source, { mode: 'skip-existing', partial: false }],
    ['over it, if that is meant', source, { mode: 'overwrite', partial: true }],
    ['whole ones, over it', { name: 'd' }, { mode: 'overwrite', partial: false }],
  ] as const)('may be written %s', (_case, { name, ...rest }, choices) => {
    const attributes = 'attributes' in rest ? rest.attributes : undefined;
    expect(() => assertPartialIsMeant({ name, attributes }, choices)).not.toThrow();
  });

  test('do not overwrite complete ones without --partial', () => {
    expect(() => assertPartialIsMeant(source, { mode: 'overwrite', partial: false })).toThrow(
      'd was made with --attributes id,year: overwritten items would lose all other attributes',
    );
  });
});

describe('resuming', () => {
  const noted = { read: () => Promise.resolve(STATE) };
  const source = { name: 'd' };

  test('only when it is asked for', async () => {
    expect(
      await unfinishedState(noted, source, 'music', { mode: 'empty-only', resume: false }),
    ).toBeUndefined();
    expect(await unfinishedState(noted, source, 'music', { mode: 'overwrite', resume: true })).toBe(STATE);
  });

  test('not in another mode', async () => {
    await expect(
      unfinishedState(noted, source, 'music', { mode: 'empty-only', resume: true }),
    ).rejects.toThrow('the unfinished restore of d was started with --mode overwrite');
  });

  test('not of nothing', async () => {
    const nothing = { read: () => Promise.resolve(undefined) };
    await expect(
      unfinishedState(nothing, source, 'music', { mode: 'overwrite', resume: true }),
    ).rejects.toThrow('there is no unfinished restore of d into "music"');
  });

  test('not of standard input', () => {
    expect(canResume(source, { resume: true })).toBe(true);
    expect(canResume({ name: '-' }, { resume: false })).toBe(false);
    expect(() => canResume({ name: '-' }, { resume: true })).toThrow(
      'standard input cannot be resumed: it cannot be read again',
    );
  });
});

test('keys are counted in what was not dumped by autodyne', () => {
  expect(mayRepeatKeys({ format: 'autodyne dump' })).toBe(false);
  expect(mayRepeatKeys({ format: 'several JSON files' })).toBe(true);
});

test.each([
  [false, false, false],
  [true, false, true],
  [false, true, true],
])('create %s, verify %s: more comes after the items: %s', (create, verify, expected) => {
  expect(isMoreToCome({ create, verify })).toBe(expected);
});
