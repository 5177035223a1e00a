import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whereArgs } from '../../src/dashboard/where-args.ts';
import { shellQuote } from '../../src/lib/errors/command-text.ts';
import { anyCharacter } from '../helpers/any-character.ts';
import { failure } from '../helpers/failure.ts';
import { shellWords, wordsOfEach } from '../helpers/shell-words.ts';

const texts = (line: string): string[] => whereArgs(line).map(({ text }) => text);

test.each<[string, string[]]>([
  ['', []],
  ['  \n\t ', []],
  ["artist='No One You Know' year.gte:=2010", ['artist=No One You Know', 'year.gte:=2010']],
  ['title="Call Me"', ['title=Call Me']],
  ["it=it\\'s", ["it=it's"]],
  [`tags:='{"$set":["a","b"]}'`, ['tags:={"$set":["a","b"]}']],
  ["a\\\\.b='\\'", ['a\\.b=\\']],
  ["a='' b=", ['a=', 'b=']],
  ['a="\\$x \\"q\\""', ['a=$x "q"']],
  ['größe=ü', ['größe=ü']],
  ['a=1 \\\n b=2', ['a=1', 'b=2']],
])('%s', (line, expected) => {
  expect(texts(line)).toEqual(expected);
  expect(shellWords(line)).toEqual(expected.length === 0 ? [''] : expected);
});

test('nothing is replaced, as a shell would, and nothing left out as a comment', () => {
  expect(texts('a=$HOME b=*.js c=`x` d=~ e=#1 #f=2')).toEqual([
    'a=$HOME',
    'b=*.js',
    'c=`x`',
    'd=~',
    'e=#1',
    '#f=2',
  ]);
});

test('a pasted line may end with a carriage return', () => {
  expect(texts("a=1\r\nb='\r'\r")).toEqual(['a=1', 'b=\r']);
});

test('what is quoted for a shell comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyCharacter).map((pieces) => `a=${pieces.join('')}`)), (args) => {
      expect(texts(args.map(shellQuote).join(' '))).toEqual(args);
    }),
  );
});

test('is split as a shell would', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '\\',
    ' ',
    '\n',
    '\t',
    'a',
    '=',
    'ü',
    '\\"',
    "''",
    '\\\\',
    '\\`',
    '\\$',
  );
  const line = fc
    .array(piece, { maxLength: 12 })
    .map((pieces) => `x${pieces.join('').replaceAll('\n', ' ')} z`)
    // A shell would put a variable's value there.
    .filter((text) => !text.includes('$a'));
  let compared = 0;
  const lines = fc.sample(line, 150);
  for (const [index, expected] of wordsOfEach(lines).entries()) {
    if (expected === undefined) continue;
    compared += 1;
    expect(texts(lines[index] ?? '')).toEqual(expected);
  }
  expect(compared).toBeGreaterThan(30);
});

test('each argument is known as it stands in the line', () => {
  expect(whereArgs(`  a='x y'"z" \\b=1`)).toEqual([
    { text: 'a=x yz', written: `a='x y'"z"`, offset: 2 },
    { text: 'b=1', written: '\\b=1', offset: 13 },
  ]);
});

test.each([
  ["a='b", "a quote is not closed: a='b", 3],
  ['a=1 b="c', 'a quote is not closed: a=1 b="c', 7],
  ['a=b\\', 'there is nothing after the last backslash: a=b\\', 4],
  ['a=1 --limit 5', '"--limit" is a flag, but only conditions are possible here, such as artist=Acme', 5],
])('%s is refused, with the column', (line, message, column) => {
  expect(failure(() => whereArgs(line))).toMatchObject({
    code: 'InvalidUsage',
    message,
    details: { line: 1, column },
  });
});
