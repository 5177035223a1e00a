import { describe, expect, test } from 'vitest';
import { JsonText } from '../../../src/lib/json/json-node.ts';
import { readJson, readJsonValues } from '../../../src/lib/json/json-reader.ts';

function read(text: string) {
  return readJson(new JsonText(text, 'f.json'));
}

describe('reading JSON', () => {
  test('keeps digits, offsets and odd names', () => {
    const node = read(' {"__proto__": 1.10}');
    const proto = node.type === 'object' ? node.members.get('__proto__') : undefined;
    expect(proto).toEqual({ type: 'number', offset: 15, text: '1.10' });
  });

  test.each([
    ['', 'f.json:1:1: expected a JSON value'],
    ['{"a":1', 'f.json:1:7: unexpected end of JSON'],
    ['{"a":1,\n\n', 'f.json:1:8: unexpected end of JSON'],
    ['{"a":1,}', 'f.json:1:8: expected a member name in double quotes'],
    ['{"a":1}}', 'f.json:1:8: expected a JSON value'],
    ['{"a":1} {"a":2}', 'f.json:1:9: unexpected content after the JSON value'],
    ['{"n":\n  NaN}', 'f.json:2:3: this is not JSON: NaN'],
    ['{"a":01}', 'f.json:1:7: expected a comma'],
    ['{"a":1.}', 'f.json:1:6: this is not a JSON number'],
    ['{"a" 1}', 'f.json:1:6: expected a colon after the member name'],
    ['{a:1}', 'f.json:1:2: this is not JSON: a'],
    ['[1 2]', 'f.json:1:4: expected a comma'],
    ['{"a":1,"b":2,"a":3}', 'f.json:1:14: the member "a" occurs twice'],
    ['{"a":1, // why\n"b":2}', 'f.json:1:9: JSON has no comments'],
    ['{"a":"x\ny"}', 'f.json:1:6: a string that is not closed on its line'],
    ['{"a":"\t"}', 'f.json:1:6: a control character in a string: write it as an escape such as \\n or \\t'],
    ['{"a":"\\x"}', 'f.json:1:6: an unknown escape in a string'],
    ['['.repeat(1000), 'f.json:1:501: nested more than 500 levels deep'],
  ])('an error names line and column: %j', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'InvalidInput', message }));
  });

  test('lines count from where the text begins in its file', () => {
    expect(() => readJson(new JsonText('{"a":x}', 'f.jsonl', 7))).toThrow('f.jsonl:7:6: this is not JSON: x');
  });

  test('values may follow each other', () => {
    const values = readJsonValues(new JsonText('{"a":1}\n{"a":2} 3[]', 'f'));
    expect(values.map(({ type, offset }) => [type, offset])).toEqual([
      ['object', 0],
      ['object', 8],
      ['number', 16],
      ['array', 17],
    ]);
  });
});
