import { beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const index = (IndexName: string, ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE', ...names: string[]) => ({
  IndexName,
  KeySchema: [{ AttributeName: 'city', KeyType: 'HASH' as const }],
  Projection: { ProjectionType, ...(names.length === 0 ? {} : { NonKeyAttributes: names }) },
});

/** By name alone, the one with all attributes would be taken. */
const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'city', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    index('a-all', 'ALL'),
    index('b-two', 'INCLUDE', 'name', 'age'),
    index('c-name', 'INCLUDE', 'name'),
    index('d-keys', 'KEYS_ONLY'),
  ],
});

const text = 'x'.repeat(5000);

beforeAll(async () => {
  for (const id of ['1', '2', '3']) {
    const item = { id, city: 'Rome', name: `name ${id}`, age: 7, text };
    await runCommand(['put', JSON.stringify(item)], { env: table.env });
  }
});

interface Explained {
  DryRun: { Body: { IndexName: string } };
  Why: string[];
}

async function explained(...args: string[]): Promise<Explained> {
  const argv = ['query', 'city=Rome', ...args, '--explain', '--json'];
  const { stdout } = await runCommand(argv, { env: table.env });
  return JSON.parse(stdout) as Explained;
}

describe('of indexes that serve equally, query reads the narrowest', () => {
  test.each<[string[], string]>([
    [['--count'], 'd-keys'],
    [['--attributes', 'id'], 'd-keys'],
    [['--attributes', 'id,name'], 'c-name'],
    [['--attributes', 'name,age'], 'b-two'],
    [['--attributes', 'text'], 'a-all'],
    [[], 'a-all'],
    // What the filter needs must be there too.
    [['name=name 1', '--count'], 'c-name'],
  ])('%j: %s', async (args, name) => {
    expect((await explained(...args)).DryRun.Body.IndexName).toBe(name);
  });

  test('and says why', async () => {
    expect((await explained('--count')).Why).toEqual([
      'Querying index "d-keys": its partition key city has an equality condition',
      'not index "c-name": it projects only keys and name, which costs more to read',
      'not index "b-two": it projects only keys and name, age, which costs more to read',
      'not index "a-all": it projects all attributes, which costs more to read',
      'key condition: city=Rome',
    ]);
  });

  test('which finds the same, for less', async () => {
    const count = await runCommand(['query', 'city=Rome', '--count', '--units'], { env: table.env });
    expect(count.stdout).toBe('3\n');
    expect(count.stderr).toBe('units: 0.5 read, 0 write (0.5 request units): table 0, index d-keys 0.5\n');
    const all = await runCommand(['query', 'city=Rome', '--count', '--units', '--index', 'a-all'], {
      env: table.env,
    });
    expect(all.stdout).toBe('3\n');
    expect(all.stderr).toBe('units: 2 read, 0 write (2 request units): table 0, index a-all 2\n');
  });
});
