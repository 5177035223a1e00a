import { describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable({
  KeySchema: [
    { AttributeName: 'Artist', KeyType: 'HASH' },
    { AttributeName: 'Year', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'Artist', AttributeType: 'S' },
    { AttributeName: 'Year', AttributeType: 'N' },
    { AttributeName: 'Label', AttributeType: 'B' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-label',
      KeySchema: [{ AttributeName: 'Label', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['Title'] },
    },
  ],
});

describe('describe', () => {
  test('shows keys with types, billing mode, the age of the figures, and indexes with their status', async () => {
    const run = await runCommand(['describe'], { env: table.env });
    expect(run.stdout.replace(/^created .*$/m, 'created        TIME').split('\n')).toEqual([
      `table          ${table.tableName}`,
      'status         ACTIVE',
      'partition key  Artist (string)',
      'sort key       Year (number)',
      'billing mode   on demand',
      'items          0 (updated by DynamoDB about every 6 hours)',
      'size           0 bytes (updated by DynamoDB about every 6 hours)',
      'created        TIME',
      'indexes        1',
      '  by-label  Label (binary)  INCLUDE: Title  ACTIVE',
      '',
    ]);
    expect(run.exitCode).toBe(0);
  });

  test('--json prints what aws dynamodb describe-table prints', async () => {
    const run = await runCommand(['describe', '--json'], { env: table.env });
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      Table: {
        TableName: table.tableName,
        TableStatus: 'ACTIVE',
        KeySchema: [
          { AttributeName: 'Artist', KeyType: 'HASH' },
          { AttributeName: 'Year', KeyType: 'RANGE' },
        ],
        CreationDateTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
        GlobalSecondaryIndexes: [{ IndexName: 'by-label', IndexStatus: 'ACTIVE' }],
      },
    });
  });

  test('a table that does not exist is exit 4', async () => {
    const run = await runCommand(['describe', '--table', 'no-such-table'], { env: table.env });
    expect(run.exitCode).toBe(4);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('table "no-such-table" does not exist');
  });

  test('the same under --json', async () => {
    const run = await runCommand(['describe', '--table', 'no-such-table', '--json'], { env: table.env });
    expect(run.exitCode).toBe(4);
    expect(run.json()).toMatchObject({
      error: { code: 'TableNotFound', details: { awsError: 'ResourceNotFoundException' } },
    });
  });
});
