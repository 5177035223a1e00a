import { describe, expect, test } from 'vitest';
import { fillTable } from '../helpers/fill-table.ts';
import { runCommand } from '../helpers/run-command.ts';
import { useTable } from '../helpers/table.ts';

const SORTED = {
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' as const },
    { AttributeName: 'no', AttributeType: 'N' as const },
  ],
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' as const },
    { AttributeName: 'no', KeyType: 'RANGE' as const },
  ],
};

const IDS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

describe.each([
  ['whole keys', undefined, 1],
  ['partition keys', SORTED, 3],
])('delete --where with a list of %s', (_, definition, perId) => {
  const table = useTable(definition);

  test('deletes all that it names, and no other', async () => {
    const items = [...IDS, 'other'].flatMap((id) =>
      Array.from({ length: perId }, (_, no) => ({ id: { S: id }, no: { N: String(no) } })),
    );
    await fillTable(table.client, table.tableName, items);
    const args = ['delete', '--where', `id.in=${IDS.join(',')}`, '--confirm', table.tableName];
    const run = await runCommand(args, { env: table.env });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain(`deleted ${IDS.length * perId} of ${IDS.length * perId} keys`);
    const left = (await runCommand(['scan', '--json'], { env: table.env })).json() as { Count: number };
    expect(left.Count).toBe(perId);
  });
});
