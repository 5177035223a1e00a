import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitArg } from '../../../../src/lib/items/conditions/where.ts';
import {
  formatAttributePath,
  parseAttributeList,
  parseAttributePath,
} from '../../../../src/lib/items/keys/attribute-path.ts';
import { anyCharacter } from '../../../helpers/any-character.ts';
import { failure } from '../../../helpers/failure.ts';
import { rounds } from '../../../helpers/rounds.ts';

describe('an attribute path', () => {
  test.each([
    ['artist', ['artist']],
    ['info.rating', ['info', 'rating']],
    ['tags[2]', ['tags', 2]],
    ['a[0][1].b', ['a', 0, 1, 'b']],
    ['a\\.b.c', ['a.b', 'c']],
    ['a\\[0]', ['a[0]']],
    ['a\\\\', ['a\\']],
  ])('%s', (text, path) => {
    expect(parseAttributePath(text)).toEqual(path);
    expect(formatAttributePath(path)).toBe(text);
  });

  test.each([
    ['', '"" is not an attribute: it contains an empty name'],
    ['a..b', '"a..b" is not an attribute: it contains an empty name'],
    ['a.', '"a." is not an attribute: it contains an empty name'],
    ['a[0]b', '"a[0]b" is not an attribute: a dot is missing after "]"'],
  ])('an error: %j', (text, message) => {
    expect(() => parseAttributePath(text)).toThrow(
      expect.objectContaining({ code: 'InvalidUsage', message }),
    );
  });

  test.each([
    ['a\\]b', ['a]b']],
    ['C\\+\\+', ['C++']],
    ['it\\\'s.\\"x\\"', ["it's", '"x"']],
    ['a\\=b', ['a=b']],
    ['a\\,b', ['a,b']],
    ['\\ a.b\\ ', [' a', 'b ']],
    ['a b', ['a b']],
    ['a\\<b\\>', ['a<b>']],
    ['half\\%', ['half%']],
    ['a\\:', ['a:']],
    ['user-id', ['user-id']],
    ['aws:rep', ['aws:rep']],
    ['active?', ['active?']],
  ])('with what belongs to a name: %s', (text, path) => {
    expect(parseAttributePath(text)).toEqual(path);
    expect(formatAttributePath(path)).toBe(text);
  });

  const slips: [text: string, problem: string, ...suggestions: string[]][] = [
    [
      'l[-1]',
      '"[-1]" is not a valid position: positions start at 0 and cannot be negative',
      'the first element is l[0]',
      'to see the number of elements, get the item',
      'l\\[-1\\]',
    ],
    ['l[]', 'a position is missing in "[]"', 'the first element is l[0]', 'l\\[\\]'],
    [
      'l[x]',
      '"[x]" is not a position in a list: expected a number',
      'did you mean l.x?',
      'the first element is l[0]',
      'l\\[x\\]',
    ],
    [
      "data['values']",
      'write a member of a map after a dot',
      'did you mean data.values?',
      "data\\[\\'values\\'\\]",
    ],
    [
      'data["a.b"][0].c',
      'write a member of a map after a dot',
      'did you mean data.a\\.b[0].c?',
      'data\\[\\"a.b\\"\\][0].c',
    ],
    ['a[0', '"]" is missing after "["', 'a\\[0'],
    ['a]', '"[" is missing before "]"', 'a\\]'],
    ['[0]', 'write a position directly after a name', '\\[0]'],
    ['a.[0]', 'write a position directly after a name', 'did you mean a[0]?', 'a.\\[0]'],
    ['a[1234567890123456]', 'the position 1234567890123456 is too large', 'a\\[1234567890123456\\]'],
    ['"year"', 'a name must not be in quotes', 'did you mean year?', '\\"year\\"'],
    ['`year`', 'a name must not be in quotes', 'did you mean year?', '\\`year\\`'],
    ["it's", 'a name must not be in quotes', "it\\'s"],
    ['size+', '"+" is not part of a name', 'size\\+'],
    ['size=5', '"=" is not part of a name', 'did you mean size?', 'size\\=5'],
    ['size>5', '">" is not part of a name', 'size\\>5'],
    ['a,b', 'it contains several names, separated by commas', 'specify one at a time', 'a\\,b'],
    ['a ', 'a name ends with a space', 'did you mean a?', 'a\\ '],
    [' a', 'a name ends with a space', 'did you mean a?', '\\ a'],
    ['a\\n', 'a backslash is not needed before "n"', 'a\\\\n'],
    ['a\\', 'a backslash is not needed before ""', 'a\\\\'],
  ];
  test.each(slips)('a slip: %j', (text, problem, ...suggestions) => {
    const error = failure(() => parseAttributePath(text));
    expect(error.code).toBe('InvalidUsage');
    expect(error.message).toBe(`"${text}" is not an attribute: ${problem}`);
    const escaped = suggestions.pop() ?? '';
    expect(error.suggestions).toEqual([
      ...suggestions,
      `for a name that contains such a character, write ${escaped}`,
    ]);
    // What a message shows can be typed, and is what it says.
    const steps = parseAttributePath(escaped).map((step) =>
      typeof step === 'number' ? `[${step}]` : `.${step}`,
    );
    expect(steps.join('')).toBe(`.${text}`);
    for (const [, meant = ''] of error.suggestions.join('\n').matchAll(/^did you mean (.*)\?$/gm)) {
      expect(formatAttributePath(parseAttributePath(meant))).toBe(meant);
    }
  });

  const name = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ unit: anyCharacter, minLength: 1 }),
    fc.string({ unit: fc.constantFrom(...'.[],\\\'"`+=<>-*/%~^|&!: \n0a'), minLength: 1 }),
  );
  const anyPath = fc.tuple(name, fc.array(fc.oneof(name, fc.nat()))).map(([first, rest]) => [first, ...rest]);

  test('any names come back', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(parseAttributePath(formatAttributePath(path))).toEqual(path);
      }),
      { numRuns: rounds(1000) },
    );
  });

  test('any names come back from a list', () => {
    fc.assert(
      fc.property(fc.array(anyPath, { minLength: 1 }), (paths) => {
        expect(parseAttributeList(paths.map(formatAttributePath).join(', '))).toEqual(paths);
      }),
      { numRuns: rounds(1000) },
    );
  });

  test.each(['=text', ':=1'])('any names can be read back from an arg with %s', (rest) => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(parseAttributePath(splitArg(formatAttributePath(path) + rest).left)).toEqual(path);
      }),
      { numRuns: rounds(1000) },
    );
  });
});
