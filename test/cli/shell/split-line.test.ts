import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLine } from '../../../src/cli/shell/split-line.ts';
import { wordsOfEach } from '../../helpers/shell-words.ts';

describe('a line is split as a POSIX shell splits it', () => {
  test.each<[string, string[]]>([
    ['get 1', ['get', '1']],
    ['  get\t1  ', ['get', '1']],
    [`put '{"id": "a b"}'`, ['put', '{"id": "a b"}']],
    [String.raw`put "{\"id\": \"\\n\"}"`, ['put', '{"id": "\\n"}']],
    [`get 'it'\\''s'`, ['get', "it's"]],
    [`--set note=''`, ['--set', 'note=']],
    [`''`, ['']],
    ['get a # a comment', ['get', 'a']],
    ['get a#b', ['get', 'a#b']],
    ['# nothing', []],
    ['tags:=["a"] *', ['tags:=[a]', '*']],
    [`cost='$5' "100 $"`, ['cost=$5', '100 $']],
    ['a \\\nb', ['a', 'b']],
    ["put '{\n}'", ['put', '{\n}']],
    ['a \\\n b\\\nc', ['a', 'bc']],
    ['get a\r', ['get', 'a\r']],
  ])('%j', (line, words) => {
    expect(splitLine(line)).toEqual({ args: words });
  });

  test('whatever it is made of, or it is refused', () => {
    // Each at once would be a process of its own: wildcards are left out, since files may match them.
    const pieces = [
      'a',
      'é',
      ' ',
      '\t',
      '\n',
      "'",
      '"',
      '\\',
      '#',
      '=',
      '$',
      '1',
      '{',
      '}',
      '~x',
      '`',
      '|',
      ';',
    ];
    const line = fc
      .array(fc.constantFrom(...pieces), { maxLength: 12 })
      .map((parts) => `w ${parts.join('')}`);
    // Others would be commands to the shell that is asked.
    const accepted = fc.sample(line, 2000).flatMap((text) => {
      const words = wordsIn(text);
      return words === undefined || /[~\n]/.test(text) ? [] : [{ text, words }];
    });
    expect(accepted.length).toBeGreaterThan(100);
    const expected = wordsOfEach(accepted.map(({ text }) => text));
    expect(accepted.map(({ words }) => words)).toEqual(expected);
  });
});

function wordsIn(text: string): string[] | undefined {
  try {
    const split = splitLine(text);
    return split === 'open' ? undefined : split.args;
  } catch {
    return undefined;
  }
}

describe('not done, and said so', () => {
  test.each([
    'scan | head',
    'scan > file',
    'get 1; get 2',
    'get $ID',
    `get "$\{ID}"`,
    'get `id`',
    'get "`id`"',
    'get (1)',
    "scan | 'x",
  ])('%s', (line) => {
    expect(() => splitLine(line)).toThrow(
      /has no meaning here: the shell of autodyne has no pipes, redirections or variables$/,
    );
  });
});

test.each(["get 'a", 'get "a', 'get "a\\"', 'get a\\'])('%s goes on in the next line', (line) => {
  expect(splitLine(line)).toBe('open');
});
