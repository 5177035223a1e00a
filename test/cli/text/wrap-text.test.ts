import { describe, expect, test } from 'vitest';
import { wrapCommand, wrapMessage, wrapText } from '../../../src/cli/text/wrap-text.ts';
import { runCommand } from '../../helpers/run-command.ts';

describe('text is broken at blanks', () => {
  test.each([
    ['short', 'one two', 10, 'one two'],
    ['at the last blank that fits', 'one two three', 10, 'one two\n  three'],
    ['exactly as wide', 'one two ten', 11, 'one two ten'],
    ['never inside a word', 'a incomprehensible b', 8, 'a\n  incomprehensible\n  b'],
    ['its own line breaks stay', 'one\ntwo three four', 9, 'one\ntwo three\n  four'],
    ['a wide character takes two columns', '日本 日本 日本', 9, '日本 日本\n  日本'],
    ['colors take none', '\u001b[31mone\u001b[39m two three', 9, '\u001b[31mone\u001b[39m two\n  three'],
  ])('%s', (_, text, width, wrapped) => {
    expect(wrapText(text, width, '  ')).toBe(wrapped);
  });
});

test('a command goes on behind a backslash, and a flag stays with its value', () => {
  expect(wrapCommand(`$ autodyne put x.json --condition '#y < :y' --if-not-exists`, 36)).toBe(
    `$ autodyne put x.json \\\n    --condition '#y < :y' \\\n    --if-not-exists`,
  );
});

describe('a message', () => {
  test.each([
    ['Error: one two three four', 14, 'Error: one two\n  three four'],
    ['  → to see the item: autodyne get ord-1', 24, '  → to see the item:\n    autodyne get ord-1'],
    [
      '  → to see it: autodyne get ord-1 --table orders',
      24,
      '  → to see it:\n    autodyne get ord-1 --table orders',
    ],
    [
      'note: AUTODYNE_TABLE_NAME=x autodyne get ord-1',
      20,
      'note:\n  AUTODYNE_TABLE_NAME=x autodyne get ord-1',
    ],
    [
      `there may be more; to go on: --start '{"id":"My Song","at":1}'`,
      40,
      `there may be more; to go on:\n  --start '{"id":"My Song","at":1}'`,
    ],
    [
      "1 row; put reads it with --columns 'a b:S,n:N' --empty-strings",
      30,
      "1 row; put reads it with\n  --columns 'a b:S,n:N' --empty-strings",
    ],
    ['1 row; read it with --columns a:S,b:N', 24, '1 row; read it with\n  --columns a:S,b:N'],
    ["it doesn't hold; type 'a b' for all", 20, "it doesn't hold;\n  type 'a b' for all"],
    ['  one two three', 10, '  one two\n    three'],
  ])('%j', (text, width, wrapped) => {
    expect(wrapMessage(text, width)).toBe(wrapped);
  });

  test('of a command that failed, on a terminal and elsewhere', async () => {
    const env = { AUTODYNE_TABLE_NAME: 'x'.repeat(300), AUTODYNE_AWS_DEFAULT_REGION: 'us-east-1' };
    const onTerminal = await runCommand(['describe'], { env, terminal: 60 });
    expect(onTerminal.stderr.split('\n')).toEqual([
      'Error: missing settings: AUTODYNE_AWS_ACCESS_KEY_ID,',
      '  AUTODYNE_AWS_SECRET_ACCESS_KEY; looked for in the',
      '  environment and in .env, which does not exist',
      '  → get them from your app: autodyne config pull --app APP',
      '  → or write them to a file named .env in this folder',
      '  → or use a local table: autodyne local --write-env',
      '',
    ]);
    const elsewhere = await runCommand(['describe'], { env });
    expect(elsewhere.stderr.split('\n')).toHaveLength(5);
  });
});

test('notes are broken too, on a terminal', async () => {
  const noteOn = async (terminal?: number) => {
    const options = { stdin: '{"id":"a","total":5}\n', ...(terminal === undefined ? {} : { terminal }) };
    return (await runCommand(['scan', 'total=55', '--from', '-'], options)).stderr.split('\n');
  };
  const note = `"total=55" compares with a string; for the number: total:=55, for the string: total:='"55"' (or --text)`;
  expect(await noteOn()).toContain(note);
  expect((await noteOn(60)).slice(0, 3)).toEqual([
    '"total=55" compares with a string; for the number:',
    `  total:=55, for the string: total:='"55"' (or --text)`,
    expect.stringMatching(/^\S/),
  ]);
});
