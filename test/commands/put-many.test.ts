import { describe, expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { always, inTurn, serviceError, throttled } from '../helpers/faults.ts';
import { itemLines, useItemTable } from '../helpers/item-table.ts';

const items = useItemTable();
const { table } = items;

describe('put many items', () => {
  test.each([0, 1, 24, 25, 26, 1000])('%i of them', async (count) => {
    const text = `[${itemLines(`array${count}`, count).trimEnd().replaceAll('\n', ',')}]`;
    const run = await items.run('put', text, '--json');
    expect(run.exitCode).toBe(0);
    expect(run.json()).toEqual({ written: count, repeated: 0 });
    expect(await items.countOf(`array${count}-`)).toBe(count);
  });

  test('JSON Lines, with a note on stderr and nothing on stdout', async () => {
    const run = await items.run('put', await items.file('many.jsonl', itemLines('lines', 60)), '--units');
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.stderr).toBe(
      `put 60 items into table "${table.tableName}"\nunits: 0 read, 60 write (300 request units, less than 0.01 % of the monthly plan)\n`,
    );
    expect(await items.countOf('lines')).toBe(60);
  });

  test('the same key twice in 25: the last wins', async () => {
    const run = await items.run(
      'put',
      `${itemLines('twice', 10, ',"n":1')}${itemLines('twice', 10, ',"n":2')}${itemLines('twice', 5, ',"n":3')}`,
    );
    expect(run.stderr).toBe(`put 10 items into table "${table.tableName}", 15 replaced by a later item\n`);
    expect(await items.stored('twice-4')).toMatchObject({ n: { N: '3' } });
    expect(await items.stored('twice-5')).toMatchObject({ n: { N: '2' } });
  });

  test('the same key in several requests: the last wins, though the first is slow', async () => {
    const text = `{"id":"slow","n":1}\n${itemLines('between', 30)}{"id":"slow","n":2}\n`;
    await using faults = await startFaultServer(table.url, {
      script: inTurn([{ delayMs: 300 }], 'BatchWriteItem'),
    });
    const run = await items.runThrough(faults, 'put', await items.file('slow.jsonl', text), '--json');
    expect(run.json()).toEqual({ written: 32, repeated: 0 });
    expect(await items.stored('slow')).toMatchObject({ n: { N: '2' } });
  });

  test('with a condition each is sent by PutItem, and reported when refused', async () => {
    await items.run('put', '[{"id":"cond-1","old":true},{"id":"cond-3"}]');
    const run = await items.run(
      'put',
      await items.file('cond.jsonl', itemLines('cond', 5)),
      '--if-not-exists',
    );
    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(run.stderr.split('\n').slice(0, -1).sort()).toEqual([
      `Error: written to table "${table.tableName}": 3, not written because they already exist: 2`,
      'each item is sent in a separate PutItem request',
      expect.stringMatching(
        /^not written, refused: (\{"id":"cond-1"\}, \{"id":"cond-3"\}|\{"id":"cond-3"\}, \{"id":"cond-1"\})$/,
      ),
    ]);
    expect(await items.countOf('cond')).toBe(5);
    expect(await items.stored('cond-1')).toHaveProperty('old');
  });

  test('many that are refused are summed up', async () => {
    const file = await items.file('many-refused.jsonl', itemLines('many-refused', 40));
    await items.run('put', file);
    const run = await items.run('put', file, '--if-not-exists');
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toMatch(
      /\nnot written, refused: (\{"id":"many-refused-\d+"\}, ){2}\{"id":"many-refused-\d+"\} and 37 more\nError: written to /,
    );
    expect(run.stderr.split('\n')).toHaveLength(4);
  });

  test('--dry-run sums up, and shows three', async () => {
    const file = await items.file('sum.jsonl', itemLines('sum', 60));
    const run = await items.run('put', file, '--dry-run');
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: '{"id":"sum-0"}\n{"id":"sum-1"}\n{"id":"sum-2"}\n',
      stderr: `This would put 60 items into table "${table.tableName}" with 3 BatchWriteItem requests. The first 3 are shown. That would consume about 60 write units (300 request units), less than 0.01 % of the monthly plan.\n`,
    });
    const each = await items.run('put', file, '--dry-run', '--if-not-exists');
    expect(each.stderr).toContain('with 60 PutItem requests.');
    expect(await items.countOf('sum')).toBe(0);
    const bad = await items.run('put', await items.file('bad.jsonl', '{"id":"a"}\n{"id":5}\n'), '--dry-run');
    expect(bad).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('with --return-old the replaced items are lines on stdout', async () => {
    await items.run('put', '[{"id":"replaced-0","n":1.50},{"id":"replaced-1"}]');
    const run = await items.run(
      'put',
      await items.file('replaced.jsonl', itemLines('replaced', 3)),
      '--return-old',
    );
    expect(run.exitCode).toBe(0);
    expect(run.stdout.trimEnd().split('\n').sort()).toEqual([
      '{"id":"replaced-0","n":1.5}',
      '{"id":"replaced-1"}',
    ]);
  });

  test('--dry-run shows the requests', async () => {
    const run = await items.run(
      'put',
      await items.file('dry.jsonl', itemLines('dry-many', 26)),
      '--dry-run',
      '--json',
    );
    const bodies = run.json() as {
      DryRun: { Operation: string; Body: { RequestItems: Record<string, unknown[]> } };
    }[];
    expect(bodies.map(({ DryRun }) => DryRun.Operation)).toEqual(['BatchWriteItem', 'BatchWriteItem']);
    expect(bodies.map(({ DryRun }) => DryRun.Body.RequestItems[table.tableName]?.length)).toEqual([25, 1]);
    expect(await items.countOf('dry-many')).toBe(0);
  });
});

describe('put many items through a service in trouble', () => {
  test('unprocessed items are sent again until done', async () => {
    await using faults = await startFaultServer(table.url, {
      script: inTurn(
        [{ unprocessed: 5 }, { unprocessed: 25 }, throttled(), { unprocessed: 1 }],
        'BatchWriteItem',
      ),
    });
    const run = await items.runThrough(
      faults,
      'put',
      await items.file('again.jsonl', itemLines('again', 60)),
      '--json',
    );
    expect(run.json()).toEqual({ written: 60, repeated: 0 });
    expect(await items.countOf('again')).toBe(60);
  });

  test('or until the time is up: exit 3 with counts, and the keys that are left', async () => {
    await using faults = await startFaultServer(table.url, {
      script: (request) => (request.operation === 'BatchWriteItem' ? { unprocessed: 2 } : undefined),
    });
    const path = await items.file('left.jsonl', itemLines('left', 5));
    const run = await items.runThrough(faults, 'put', path, '--timeout', '1', '--json');
    expect(run.exitCode).toBe(3);
    expect(run.json()).toEqual({
      error: {
        code: 'Incomplete',
        message: `incomplete: written to table "${table.tableName}": 3, sent but not written: 2; DynamoDB left items of table "${table.tableName}" unprocessed for 1 s`,
        suggestions: [
          'run the same command again, with a longer --timeout; items that were already written do not change',
        ],
        details: { written: 3, unprocessed: 2 },
      },
    });
    expect(run.stderr).toBe('not written: {"id":"left-3"}\nnot written: {"id":"left-4"}\n');
    expect(await items.countOf('left')).toBe(3);
  });

  test('a refusal in the middle ends it, exit 3', async () => {
    const refusal = serviceError(400, 'AccessDeniedException', 'no more');
    await using faults = await startFaultServer(table.url, {
      script: (request) =>
        request.operation === 'BatchWriteItem' && request.attempt === 2 ? refusal : undefined,
    });
    const run = await items.runThrough(
      faults,
      'put',
      await items.file('denied.jsonl', itemLines('denied', 500)),
      '--json',
    );
    expect(run.exitCode).toBe(3);
    const { error } = run.json() as {
      error: { message: string; details: { written: number; unprocessed: number } };
    };
    expect(error.message).toContain('AccessDeniedException: no more');
    expect(error.details.unprocessed).toBe(25);
    expect(error.details.written).toBe(await items.countOf('denied'));
    expect(error.details.written).toBeLessThan(475);
  });

  test('a refusal of the first request is what it is', async () => {
    const script = always(serviceError(400, 'AccessDeniedException', 'not yours'), 'BatchWriteItem');
    await using faults = await startFaultServer(table.url, { script });
    const run = await items.runThrough(faults, 'put', '[{"id":"never"}]');
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toContain('AccessDeniedException: not yours');
  });
});

describe('put many big items', () => {
  test('40 items of 390 KB', async () => {
    const big = `,"text":"${'x'.repeat(390 * 1024)}"`;
    const run = await items.run('put', await items.file('big.jsonl', itemLines('big', 40, big)), '--json');
    expect(run.json()).toEqual({ written: 40, repeated: 0 });
    expect(await items.countOf('big')).toBe(40);
  });

  test('requests of at most 16 MB, whatever JSON makes of the items', async () => {
    // Six bytes as sent for each of the item's.
    const quoted = `,"text":"${'\\u0001'.repeat(390 * 1024)}"`;
    await using faults = await startFaultServer(table.url);
    const run = await items.runThrough(
      faults,
      'put',
      await items.file('quoted.jsonl', itemLines('quoted', 10, quoted)),
      '--json',
    );
    expect(run.json()).toEqual({ written: 10, repeated: 0 });
    const sizes = faults.requests
      .filter(({ operation }) => operation === 'BatchWriteItem')
      .map(({ body }) => body.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(sizes.length).toBeGreaterThan(1);
  });
});
