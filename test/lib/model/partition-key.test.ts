import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configure, defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();
const TableName = `keyed-${randomUUID().slice(0, 8)}`;

/** Makes a table with these key attributes, all strings or of the type given, and drops it at the end. */
function useKeyedTable(tableName: string, keys: readonly string[], type: 'S' | 'N' = 'S'): void {
  beforeAll(async () => {
    await models.table.client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: type })),
      }),
    );
    configure({ tableName });
  });
  afterAll(async () => {
    configure({ tableName: models.table.tableName });
    await models.table.client.send(new DeleteTableCommand({ TableName: tableName }));
  });
}

describe('a one table whose partition key is named otherwise', () => {
  useKeyedTable(TableName, ['pk']);

  async function stored(pk: string) {
    const get = new GetItemCommand({ TableName, Key: { pk: { S: pk } } });
    return (await models.table.client.send(get)).Item;
  }

  test("the key's property is stored as the table's key, by every write", async () => {
    class User extends defineModel({ name: 'KeyedUser', fields: { name: f.string() } }) {}
    const user = await User.create({ id: 'a', name: 'A' });
    expect(await stored('a')).toMatchObject({ pk: { S: 'a' }, name: { S: 'A' } });
    expect(await stored('a')).not.toHaveProperty('id');
    await user.updateAttributes({ name: 'B' });
    expect(user).toMatchObject({ id: 'a', name: 'B', isChanged: false });
    expect(await User.updateFields('a', { name: 'C' })).toMatchObject({ id: 'a', name: 'C' });
    expect(await User.upsert('b', { name: 'D' })).toMatchObject({ id: 'b', name: 'D' });
    expect((await User.import([{ id: 'c' }]))[0]).toMatchObject({ id: 'c', isPersisted: true });
    expect(await stored('c')).toBeDefined();
    expect(await failureOf(User.create({ id: 'a' }))).toMatchObject({
      code: 'RecordNotUnique',
      current: { id: 'a', name: 'C' },
    });
    await user.delete();
    expect(await stored('a')).toBeUndefined();
  });

  test('another field that is stored under that name is refused', async () => {
    class Clash extends defineModel({ name: 'KeyedClash', fields: { pk: f.string() } }) {}
    expect(await failureOf(Clash.create({}))).toMatchObject({
      code: 'InvalidModel',
      message: `KeyedClash.pk is stored as "pk", which is the partition key of table "${TableName}"`,
      suggestions: ["store it under another name: attr: '…'; the key is KeyedClash.id"],
    });
  });
});

describe('a table with a sort key', () => {
  const name = `sorted-${randomUUID().slice(0, 8)}`;
  useKeyedTable(name, ['id', 'sk']);

  test('cannot be shared by models', async () => {
    class User extends defineModel({ name: 'KeyedSorted', fields: {} }) {}
    expect(await failureOf(User.create({}))).toMatchObject({
      code: 'InvalidModel',
      message: `table "${name}" cannot be shared by models: it has a sort key`,
      suggestions: [`give KeyedSorted the table alone: table: { name: '${name}' }`],
    });
  });
});
