import { describe, expect, test } from 'vitest';
import { drawFacts } from '../../../src/cli/render/draw-facts.ts';
import { runCommand } from '../../helpers/run-command.ts';
import { useTable } from '../../helpers/table.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

describe('a table of facts', () => {
  const columns = [
    { header: 'dump', cells: ['dumps/one', 'dumps/two'] },
    { header: 'items', isNumber: true, cells: ['1,200', '7'] },
    { header: 'state', cells: ['whole', 'unusable: its manifest names a file that is missing'] },
  ];

  test('is one line for each row where there is room', () => {
    expect(drawFacts(columns, 80)).toEqual(
      [
        'dump       items  state',
        '─────────  ─────  ──────────────────────────────────────────────────',
        'dumps/one  1,200  whole',
        'dumps/two      7  unusable: its manifest names a file that is missing',
      ].map((line) => line.replace(/─{50}$/, '─'.repeat(51))),
    );
  });

  test('breaks the longest cells at blanks', () => {
    expect(drawFacts(columns, 40)).toEqual([
      'dump       items  state',
      '─────────  ─────  ──────────────────────',
      'dumps/one  1,200  whole',
      'dumps/two      7  unusable: its manifest',
      '                  names a file that is',
      '                  missing',
    ]);
  });

  test('is a block for each row where the words have no room beside each other', () => {
    expect(drawFacts(columns, 24)).toEqual([
      'dump   dumps/one',
      'items  1,200',
      'state  whole',
      '',
      'dump   dumps/two',
      'items  7',
      'state  unusable: its',
      '       manifest names a',
      '       file that is',
      '       missing',
    ]);
  });

  test('has no end in a pipe', () => {
    expect(drawFacts([{ header: 'a', cells: ['x '.repeat(200)] }])).toHaveLength(3);
  });
});

describe('on a terminal no line is wider than it', () => {
  const table = useTable({
    AttributeDefinitions: ['id', 'customerEmail', 'createdAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-customer-email',
        KeySchema: [
          { AttributeName: 'customerEmail', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: {
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: ['total', 'currency', 'shipping', 'note'],
        },
      },
    ],
  });

  test.each([
    [80, ['describe']],
    [60, ['describe']],
    [80, ['index', 'list']],
    [60, ['index', 'list']],
    [60, ['usage']],
    [60, ['config']],
    [60, ['query', 'customerEmail=a', 'total.gte:=5', '--explain']],
  ])('%i columns: %j', async (terminal, argv) => {
    const cwd = await temporaryFolder();
    const run = await runCommand(argv, {
      env: { ...table.env, XDG_STATE_HOME: cwd },
      cwd,
      terminal,
    });
    expect(run.exitCode, run.stderr).toBe(0);
    const [text = ''] = run.stdout.split('\n\nScan');
    const tooWide = `${text}\n${run.stderr}`.split('\n').filter((line) => line.length > terminal);
    // A path is one word.
    expect(tooWide.filter((line) => !line.includes(cwd))).toEqual([]);
  });
});
