import { describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { itemLines, useItemTable } from '../helpers/item-table.ts';
import { runCommand } from '../helpers/run-command.ts';

const items = useItemTable();
const { table } = items;

describe('put one item', () => {
  test('plain JSON, detected by its shape', async () => {
    const run = await items.run(
      'put',
      '{"id":"plain","n":12345678901234567890123456789012345678,"s":{"$set":["a"]}}',
    );
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: `put 1 item into table "${table.tableName}"\n`,
    });
    expect(await items.stored('plain')).toEqual({
      id: { S: 'plain' },
      n: { N: '12345678901234567890123456789012345678' },
      s: { SS: ['a'] },
    });
  });

  test('DynamoDB JSON from a file', async () => {
    const run = await items.run(
      'put',
      await items.file('item.json', '{\n  "id": {"S": "typed"},\n  "b": {"B": "AQI="}\n}\n'),
    );
    expect(run.exitCode).toBe(0);
    expect(await items.stored('typed')).toEqual({ id: { S: 'typed' }, b: { B: new Uint8Array([1, 2]) } });
  });

  test('from stdin', async () => {
    const run = await runCommand(['put', '-'], { env: table.env, stdin: '{"id":"stdin"}' });
    expect(run.exitCode).toBe(0);
    expect(await items.stored('stdin')).toEqual({ id: { S: 'stdin' } });
  });

  test('a map that looks like a typed value: marked, or where plain JSON is forced; get prints it marked', async () => {
    const slip = await items.run('put', '{"id":"looks","n":{"N":"7"}}');
    expect(slip).toMatchObject({
      exitCode: 2,
      stderr:
        'Error: JSON:1:19: attribute n: an object that looks like DynamoDB JSON: the name of its only member is a type, N\n' +
        '  → for the value: 7\n' +
        '  → for the map: {"$map":{"N":"7"}}\n' +
        '  → where every such object is a map: --plain\n',
    });
    expect(await items.stored('looks')).toBeUndefined();
    const map = { id: { S: 'looks' }, n: { M: { N: { S: '7' } } } };
    expect((await items.run('put', '{"id":"looks","n":{"N":"7"}}', '--plain')).exitCode).toBe(0);
    expect(await items.stored('looks')).toEqual(map);
    const { stdout } = await items.run('get', 'looks');
    expect(JSON.parse(stdout)).toEqual({ id: 'looks', n: { $map: { N: '7' } } });
    expect((await items.run('put', stdout)).exitCode).toBe(0);
    expect(await items.stored('looks')).toEqual(map);
  });

  test('in a form that is forced', async () => {
    expect((await items.run('put', '{"id":"forced","m":{"S":"x"}}', '--typed')).stderr).toBe(
      'Error: JSON:1:7: attribute id: a typed value is an object with one member, such as {"S":"text"}\n',
    );
    expect((await items.run('put', '{"id":{"S":"forced"}}', '--plain')).stderr).toBe(
      [
        'Error: JSON:1:1: attribute id: the partition key is a string (S), but this is a map (M)',
        '  → to read the input as DynamoDB JSON: --typed\n',
      ].join('\n'),
    );
    expect(await items.stored('forced')).toBeUndefined();
  });

  test('--json prints what aws dynamodb put-item prints', async () => {
    const first = await items.run('put', '{"id":"json","n":1}', '--json');
    expect(first.json()).toEqual({});
    const second = await items.run('put', '{"id":"json","n":2}', '--json', '--return-old');
    expect(second.json()).toEqual({ Attributes: { id: { S: 'json' }, n: { N: '1' } } });
  });

  test('--return-old prints the item that was replaced', async () => {
    await items.run('put', '{"id":"old","tags":{"$set":["a"]}}');
    const run = await items.run('put', '{"id":"old"}', '--return-old');
    expect(run.stdout).toBe('{\n  "id": "old",\n  "tags": {"$set":["a"]}\n}\n');
  });

  test('says what was replaced, and what is gone by it', async () => {
    const put = async (item: string) => (await items.run('put', item)).stderr.split('\n').slice(1).join('\n');
    expect(await put('{"id":"replaced","a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}')).toBe('');
    expect(await put('{"id":"replaced"}')).toBe(
      '  it replaced an item: 9 attributes before, 1 now; gone: a, b, c, d, e and 3 more\n',
    );
    expect(await put('{"id":"replaced","a":1}')).toBe('  it replaced an item: 1 attribute before, 2 now\n');
    expect(await put('{"id":"replaced","a":1.0}')).toBe('  it replaced the same item\n');
    expect(await put('{"id":"replaced","a":2}')).toBe(
      '  it replaced an item: 2 attributes before, 2 now; changed: a\n',
    );
  });

  test('--if-not-exists leaves an item as it is', async () => {
    expect((await items.run('put', '{"id":"once","n":1}', '--if-not-exists')).exitCode).toBe(0);
    const run = await items.run('put', '{"id":"once","n":2}', '--if-not-exists');
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toBe(
      `Error: table "${table.tableName}" already has an item with the key {"id":"once"}\n` +
        `  → see the item as it is now: autodyne get '{"id":"once"}'\n`,
    );
    expect(await items.stored('once')).toEqual({ id: { S: 'once' }, n: { N: '1' } });
  });

  test('--condition, with names and values', async () => {
    const condition = ['--condition', '#v = :v', '--names', '{"#v":"version"}', '--values', '{":v":1}'];
    await items.run('put', '{"id":"conditional","version":1}');
    expect((await items.run('put', '{"id":"conditional","version":2}', ...condition)).exitCode).toBe(0);
    const run = await items.run('put', '{"id":"conditional","version":3}', ...condition);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toBe(
      'Error: the item {"id":"conditional"} does not satisfy "#v = :v": version is 2\n' +
        `  → see the item as it is now: autodyne get '{"id":"conditional"}'\n`,
    );
    const sized = [
      '--condition',
      'size(version) > :v OR begins_with(id, :b)',
      '--values',
      '{":v":1,":b":"x"}',
    ];
    expect((await items.run('put', '{"id":"conditional"}', ...sized, '--if-not-exists')).stderr).toContain(
      'does not satisfy "id.not_exists" and "size(version) > :v OR begins_with(id, :b)": id is conditional, version is 2\n',
    );
    expect(await items.stored('conditional')).toMatchObject({ version: { N: '2' } });
  });

  test.each([
    [['--names', '{"#v":"v"}'], '--names and --values require --condition'],
    [
      ['--condition', 'a', '--names', '{"v":"v"}'],
      '--names:1:6: "v": the placeholder of a name must start with #',
    ],
    [['--condition', 'a', '--names', '{"#v":1}'], '--names:1:7: the value of #v must be a name in quotes'],
    [
      ['--condition', 'a', '--values', '{"v":1}'],
      '--values:1:6: "v": the placeholder of a value must start with :',
    ],
    [
      ['--condition', 'a', '--values', '{":v":{"$set":[null]}}'],
      '--values:1:16: attribute :v: a set must contain only strings, only numbers or only binary',
    ],
    [
      ['--condition', 'a', '--values', '{":v":1e200}'],
      '--values: attribute :v: 1e200 is out of range; DynamoDB supports 1E-130 to 9.99E+125, either sign, and 0',
    ],
  ])('refuses %j', async (flags, message) => {
    const run = await items.run('put', '{"id":"refused"}', ...flags);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toBe(`Error: ${message}\n`);
    expect(await items.stored('refused')).toBeUndefined();
  });

  test('takes one request', async () => {
    await using faults = await startFaultServer(table.url);
    await items.runThrough(faults, 'put', '{"id":"single"}');
    expect(faults.requests.map(({ operation }) => operation)).toEqual(['PutItem']);
  });

  test('--units shows what it consumed', async () => {
    const run = await items.run('put', `{"id":"units","text":"${'x'.repeat(2000)}"}`, '--units');
    expect(run.stderr).toBe(
      `put 1 item into table "${table.tableName}"\nunits: 0 read, 2 write (10 request units)\n`,
    );
  });

  test('--dry-run prints the request and sends none', async () => {
    await using faults = await startFaultServer(table.url);
    const run = await items.runThrough(
      faults,
      'put',
      '{"id":"dry","b":{"$binary":"AQI="}}',
      '--if-not-exists',
      '--dry-run',
      '--json',
    );
    expect(run.json()).toEqual({
      DryRun: {
        Operation: 'PutItem',
        Endpoint: faults.url,
        Service: 'dynamodb',
        Body: {
          TableName: table.tableName,
          Item: { id: { S: 'dry' }, b: { B: 'AQI=' } },
          ConditionExpression: 'attribute_not_exists(#n0)',
          ExpressionAttributeNames: { '#n0': 'id' },
          ReturnConsumedCapacity: 'INDEXES',
        },
      },
    });
    expect(faults.requests.map(({ operation }) => operation)).toEqual(['DescribeTable']);
    expect(await items.stored('dry')).toBeUndefined();
  });
});

describe('bad input: a message, exit 2, nothing written', () => {
  const deep = `${'['.repeat(33)}${']'.repeat(33)}`;
  test.each([
    ['invalid JSON', '{"id":"bad"', 'bad.json:1:12: unexpected end of JSON'],
    ['a comma too many', '{\n  "id": "bad",\n}', 'bad.json:3:1: expected a member name in double quotes'],
    ['an empty file', '', 'bad.json is empty: it contains no items'],
    ['NaN', '{"id":"bad","n":NaN}', 'bad.json:1:17: this is not JSON: NaN'],
    [
      'NaN in DynamoDB JSON',
      '{"id":{"S":"bad"},"n":{"N":"NaN"}}',
      'bad.json:1:1: attribute n: "NaN" is not a number',
    ],
    [
      '39 digits',
      `{"id":"bad","n":${'1'.repeat(39)}}`,
      `bad.json:1:1: attribute n: ${'1'.repeat(39)} has 39 significant digits; DynamoDB keeps at most 38`,
    ],
    ['an empty set', '{"id":"bad","s":{"$set":[]}}', 'bad.json:1:25: attribute s: a set cannot be empty'],
    ['an empty key', '{"id":""}', 'bad.json:1:1: attribute id: the partition key cannot be empty'],
    [
      'a wrong key type',
      '{"id":5}',
      'bad.json:1:1: attribute id: the partition key is a string (S), but this is a number (N)',
    ],
    ['a key that is missing', '{"name":"bad"}', 'bad.json:1:1: the partition key id is missing'],
    [
      'an item over 400 KB',
      `{"id":"bad","text":"${'x'.repeat(409_600)}"}`,
      'bad.json:1:1: the item has 409609 bytes, names included; DynamoDB allows at most 409600 (400 KB)',
    ],
    [
      'nesting over 32',
      `{"id":"bad","deep":${deep}}`,
      'bad.json:1:1: attribute deep: nested more than 32 levels deep, which DynamoDB does not allow',
    ],
    [
      'binary that is not base64',
      '{"id":{"S":"bad"},"b":{"B":"%%%"}}',
      'bad.json:1:28: attribute b: not base64: "%%%"',
    ],
    ['a number', '5', 'bad.json:1:1: an item is a JSON object'],
  ])('%s', async (_, text, message) => {
    const path = await items.file('bad.json', text);
    const before = await items.countOf('');
    const run = await items.run('put', path);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr.split('\n')[0]).toBe(`Error: ${path.replace(/bad\.json$/, '')}${message}`);
    expect(await items.countOf('')).toBe(before);
  });

  test('a directory, and a file that is not there', async () => {
    expect((await items.run('put', items.folder)).stderr).toBe(
      `Error: ${items.folder} is a directory, not a file\n`,
    );
    const run = await items.run('put', 'no-such.json');
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toBe('Error: cannot read no-such.json: no such file\n');
  });

  test('--json tells the same', async () => {
    const run = await items.run('put', '{"id":"bad",}', '--json');
    expect(run.json()).toEqual({
      error: {
        code: 'InvalidInput',
        message: 'JSON:1:13: expected a member name in double quotes',
        suggestions: [`in quotes: autodyne put '{"id":"bad"}' --json`],
        details: { file: 'JSON', line: 1, column: 13 },
      },
    });
  });

  test('a bad item among many is found before anything is written', async () => {
    const path = await items.file(
      'some.jsonl',
      `${itemLines('first', 60)}{"id":"first-bad","n":{"$set":[1,1.0]}}\n`,
    );
    const run = await items.run('put', path);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toBe(`Error: ${path}:61:1: attribute n: the set contains 1.0 twice\n`);
    expect(await items.countOf('first')).toBe(0);
    const array = await items.run('put', `[{"id":"first-a"},{"id":{"$binary":"AQI="}}]`);
    expect(array.stderr).toBe(
      'Error: JSON:1:19: attribute id: the partition key is a string (S), but this is binary (B)\n',
    );
    expect(await items.countOf('first')).toBe(0);
  });

  test('of stdin, which can be read only once, it says what was written before', async () => {
    const stdin = `${itemLines('piped', 60)}{"id":5}\n${itemLines('after', 60)}`;
    const run = await runCommand(['put', '-', '--json'], { env: table.env, stdin });
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({
      error: {
        message:
          'stdin:61:1: attribute id: the partition key is a string (S), but this is a number (N) (written before it: 60)',
        details: { written: 60 },
      },
    });
    expect(await items.countOf('piped')).toBe(60);
    expect(await items.countOf('after')).toBe(0);
  });
});

describe('what refuses a put', () => {
  test('read-only mode, before any request', async () => {
    await using faults = await startFaultServer(table.url);
    const run = await items.runThrough(faults, 'put', '{"id":"read-only"}', '--read-only');
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('Error: refused to put items: read-only mode is on\n');
    expect(faults.requests).toEqual([]);
  });

  test.each([
    ['a table that does not exist', ['--table', 'no-such-table'], 4, 'table "no-such-table" does not exist'],
    [
      'an unreachable endpoint',
      ['--endpoint-url', 'http://127.0.0.1:9'],
      7,
      'cannot reach http://127.0.0.1:9',
    ],
  ])('%s', async (_, flags, exitCode, message) => {
    for (const input of ['{"id":"refused"}', '[{"id":"refused"}]']) {
      const run = await items.run('put', input, ...flags);
      expect(run.exitCode).toBe(exitCode);
      expect(run.stderr).toContain(message);
    }
  });
});
