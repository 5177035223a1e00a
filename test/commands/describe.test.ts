import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();

describe('describe', () => {
  test('--json prints what aws dynamodb describe-table prints', async () => {
    const run = await runCommand(['describe', '--json'], { env: table.env });
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      Table: {
        TableName: table.tableName,
        TableStatus: 'ACTIVE',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        CreationDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
      },
    });
  });

  test('a table that does not exist is exit 4', async () => {
    const run = await runCommand(['describe', '--table', 'no-such-table'], { env: table.env });
    expect(run.exitCode).toBe(4);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('table "no-such-table" does not exist');
  });
});
