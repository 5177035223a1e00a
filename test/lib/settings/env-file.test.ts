import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnvText, updateEnvText } from '../../../src/lib/settings/env-file.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

describe('parseEnvText', () => {
  test.each([
    ['as heroku config:get X -s writes it', `AUTODYNE_KEY=${SECRET}\n`, SECRET],
    ['as heroku config -s quotes it', `AUTODYNE_KEY='https://x.example/a'\n`, 'https://x.example/a'],
    ['in double quotes', `AUTODYNE_KEY="${SECRET}"\n`, SECRET],
    ['with spaces around', `  AUTODYNE_KEY = ${SECRET}  \n`, SECRET],
    ['exported', `export AUTODYNE_KEY=${SECRET}\n`, SECRET],
    ['with Windows line ends', `A=1\r\nAUTODYNE_KEY=${SECRET}\r\nB=2\r\n`, SECRET],
    ['with comments', `# AUTODYNE_KEY=old\nAUTODYNE_KEY=${SECRET} # the key\n`, SECRET],
    ['with a hash in quotes', `AUTODYNE_KEY='a#b'\n`, 'a#b'],
    ['twice: the last counts', `AUTODYNE_KEY=old\nAUTODYNE_KEY=${SECRET}\n`, SECRET],
    ['after a byte order mark', `\uFEFFAUTODYNE_KEY=${SECRET}\n`, SECRET],
    ['without an end of line', `AUTODYNE_KEY=${SECRET}`, SECRET],
    ['set to nothing', `AUTODYNE_KEY=\nB=2\n`, ''],
  ])('reads a value %s', (_, text, expected) => {
    expect(parseEnvText(text)['AUTODYNE_KEY']).toBe(expected);
  });

  test('leaves the environment alone', () => {
    parseEnvText('AUTODYNE_KEY=from-file\n');
    expect(process.env['AUTODYNE_KEY']).toBeUndefined();
  });
});

describe('updateEnvText', () => {
  test.each([
    ['an empty file', '', { A: '1' }, 'A=1\n'],
    ['a new variable goes to the end', 'A=1\n', { B: '2' }, 'A=1\nB=2\n'],
    ['the last line had no end', 'A=1', { B: '2' }, 'A=1\nB=2\n'],
    ['in place, others kept', '# mine\nA=1\n\nB=2\nC=3\n', { B: 'x' }, '# mine\nA=1\n\nB=x\nC=3\n'],
    [
      'export, blanks and comment kept',
      'export A = "1"  # note\nB=2\n',
      { A: 'x' },
      'export A = x  # note\nB=2\n',
    ],
    ['Windows line ends', 'A=1\r\nB=2\r\n', { A: 'x', C: '3' }, 'A=x\r\nB=2\r\nC=3\r\n'],
    ['a byte order mark', '\uFEFFA=1\nB=2\n', { A: 'x' }, '\uFEFFA=x\nB=2\n'],
    ['a second assignment goes', 'A=1\nB=2\nA=3\nC=4\n', { A: 'x' }, 'A=x\nB=2\nC=4\n'],
    ['an empty value', 'A=\nB=2\n', { A: 'x' }, 'A=x\nB=2\n'],
    ['to an empty value', 'A=1\nB=2\n', { A: '' }, 'A=\nB=2\n'],
    ['a value of many lines', 'A="1\n2"\nB=2\n', { A: 'x' }, 'A=x\nB=2\n'],
    ['a name inside a value is no variable', "B='\nA=1\n'\n", { A: 'x' }, "B='\nA=1\n'\nA=x\n"],
    ['a commented variable stays one', '#A=1\n', { A: 'x' }, '#A=1\nA=x\n'],
    ['a name that begins alike', 'AB=1\n', { A: 'x' }, 'AB=1\nA=x\n'],
    ['quotes where needed', '', { A: 'a b', B: "it's", C: `'"` }, `A='a b'\nB="it's"\nC=\`'"\`\n`],
    [
      'a secret and a URL need none',
      '',
      { A: SECRET, B: 'https://x/?a=b' },
      `A=${SECRET}\nB='https://x/?a=b'\n`,
    ],
    ['nothing to set', 'A=1', {}, 'A=1'],
  ])('%s', (_, text, variables, expected) => {
    expect(updateEnvText(text, variables)).toBe(expected);
  });

  test('a value that no quoting keeps is refused, not bent', () => {
    expect(() => updateEnvText('', { A: 'line\rline' })).toThrow(
      expect.objectContaining({
        code: 'InvalidInput',
        message: 'the value of A cannot be written to a .env file',
      }),
    );
  });

  test('a file that adding to would change is refused', () => {
    expect(() => updateEnvText('B:\n', { A: '1' })).toThrow(
      expect.objectContaining({
        code: 'InvalidInput',
        message: 'the .env file cannot be changed: this would change the value of B',
      }),
    );
  });

  test('whatever a well-formed file holds, the new values are read back and the others are unchanged', () => {
    const line = fc.constantFrom(
      'A=1\n',
      'export B=2\r\n',
      "C='x y'\n",
      'D="1\n2" # c\n',
      '# A=0\n',
      '\n',
      'E: f\n',
      'A=\n',
      '`odd\n',
      'F=`it\'s "x"`\n',
    );
    const value = fc
      .oneof(
        fc.string({ unit: fc.constantFrom(...`ab \\#=$'\n`) }),
        fc.string({ unit: fc.constantFrom(...`ab \\#=$"`) }),
        fc.stringMatching(/^[A-Za-z0-9+/]{40}$/),
      )
      .filter((text) => !text.endsWith('\\'));
    const variables = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D', 'G'), value);
    fc.assert(
      fc.property(fc.array(line), variables, (lines, given) => {
        const text = lines.join('');
        const expected = { ...parse(text), ...given };
        expect({ ...parse(updateEnvText(text, given)) }).toEqual(expected);
      }),
    );
  });
});
