import { beforeEach, describe, expect, test } from 'vitest';
import { callOperation } from '../../../../src/lib/client/call-operation.ts';
import type { UpdateAction } from '../../../../src/lib/items/update/update-action.ts';
import { updateItem } from '../../../../src/lib/items/write/update-item.ts';
import { useTable } from '../../../helpers/table.ts';

const table = useTable();
const key = { id: { S: 'a' } };

beforeEach(async () => {
  const Item = { ...key, list: { L: [{ N: '1' }] }, n: { N: '1' }, map: { M: {} } };
  await callOperation(table.client, 'PutItem', { TableName: table.tableName, Item });
});

async function updated(actions: UpdateAction[]) {
  const { attributes } = await updateItem(table.client, {
    tableName: table.tableName,
    key,
    actions,
    returned: 'new',
  });
  return attributes;
}

describe('append to a list', () => {
  test('puts elements behind those that are there', async () => {
    const value = { L: [{ S: 'x' }, { N: '2' }] };
    expect(await updated([{ kind: 'append', path: ['list'], value }])).toMatchObject({
      list: { L: [{ N: '1' }, { S: 'x' }, { N: '2' }] },
    });
  });

  test('makes the list where there is none, in a map too', async () => {
    const value = { L: [{ S: 'x' }] };
    const actions: UpdateAction[] = [
      { kind: 'append', path: ['made'], value },
      { kind: 'append', path: ['map', 'made'], value },
    ];
    expect(await updated(actions)).toMatchObject({ made: value, map: { M: { made: value } } });
  });
});

describe('set unless there', () => {
  test('sets what is not there, and leaves what is', async () => {
    const actions: UpdateAction[] = [
      { kind: 'set-if-absent', path: ['n'], value: { N: '2' } },
      { kind: 'set-if-absent', path: ['new'], value: { N: '2' } },
      { kind: 'set', path: ['other'], value: { S: 'set' } },
      { kind: 'remove', path: ['list'] },
    ];
    const { list, ...rest } = (await updated(actions)) ?? {};
    expect(list).toBeUndefined();
    expect(rest).toEqual({ ...key, n: { N: '1' }, new: { N: '2' }, other: { S: 'set' }, map: { M: {} } });
  });
});
