import { describe, expect, test } from 'vitest';
import { AutodyneError, defineModel, f, StaleObjectError, transaction } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class Doc extends defineModel({
  name: 'StaleDoc',
  fields: { text: f.string(), count: f.integer(), slug: f.string().unique(), lockVersion: f.lockVersion() },
}) {}

class Lost extends defineModel({
  name: 'StaleLost',
  fields: { town: f.string().required() },
  globalSecondaryIndexes: [{ name: 'staleByTown', partitionKey: 'town', projection: 'all' }],
}) {}

/** Two copies of one record, both of version 1. */
async function copies(id: string): Promise<[Doc, Doc]> {
  await Doc.create({ id, text: 'old', count: 0 });
  return [await Doc.find(id), await Doc.find(id)];
}

describe('O: a record that someone else changed since it was loaded', () => {
  test('is not saved: StaleObjectError with the record as it is', async () => {
    const [a, b] = await copies('save');
    expect([a.lockVersion, await b.updateAttributes({ text: 'b' }), b.lockVersion]).toEqual([1, true, 2]);
    a.text = 'a';
    const error = (await failureOf(a.save())) as StaleObjectError;
    expect(error).toBeInstanceOf(StaleObjectError);
    expect(error).toMatchObject({
      message: 'StaleDoc "save" was not saved: lockVersion is not as the write asks for',
      record: a,
      details: { model: 'StaleDoc', recordKey: '{"id":"save"}', field: 'lockVersion' },
    });
    expect(error.current).toMatchObject({ text: 'b', lockVersion: 2 });
    expect(await models.stored('save')).toMatchObject({ text: { S: 'b' }, lockVersion: { N: '2' } });
    await a.reload();
    expect(await a.updateAttributes({ text: 'a' })).toBe(true);
  });

  test.each(['destroy', 'delete'] as const)(
    '%s of a stale copy: StaleObjectError, and it stays',
    async (remove) => {
      const [a, b] = await copies(remove);
      await b.updateAttributes({ text: 'b' });
      await expect(failureOf(a[remove]())).resolves.toBeInstanceOf(StaleObjectError);
      expect(a.isDestroyed).toBe(false);
      expect(await models.stored(remove)).toMatchObject({ text: { S: 'b' } });
    },
  );

  test('is updated by a block without a check, and its version counts up', async () => {
    const [a, b] = await copies('block');
    await b.updateAttributes({ text: 'b' });
    expect(await a.update((u) => void u.add({ count: 2 }))).toBe(true);
    expect([a.lockVersion, a.text, a.count]).toEqual([3, 'b', 2]);
  });
});

describe('errors name record, model and field', () => {
  test('where by an index that the table lost', async () => {
    const error = (await failureOf(Lost.where({ town: 'Graz' }).all())) as AutodyneError;
    expect(error).toBeInstanceOf(AutodyneError);
    expect(error.code).toBe('IndexNotFound');
    expect(error.message).toMatch(/^StaleLost\.where\(town\): index "staleByTown" of table /);
    expect(error.details).toMatchObject({ model: 'StaleLost', field: 'town', index: 'staleByTown' });
    expect(error.suggestions[0]).toBe(
      'StaleLost declares it with the key town (S); to create it: autodyne index create staleByTown --partition-key town:S',
    );
  });

  test('a record that was deleted under a save', async () => {
    const [a, b] = await copies('under');
    await b.destroy();
    a.assign({ text: 'a', count: 7 });
    const error = await failureOf(a.save());
    expect(error).toBeInstanceOf(StaleObjectError);
    expect(error).toMatchObject({
      record: a,
      message: 'StaleDoc "under" was not saved: it is not there any more, so text, count did not change',
      details: { model: 'StaleDoc', recordKey: '{"id":"under"}', field: 'text' },
    });
    expect(await models.stored('under')).toBeUndefined();
  });

  test('a transaction of three that one cancels, by a unique value', async () => {
    await Doc.create({ id: 'holder', slug: 'taken' });
    const second = new Doc({ id: 'tx-2', slug: 'taken' });
    const work = transaction(async (t) => {
      await t.create(Doc, { id: 'tx-1' });
      await t.save(second);
      await t.create(Doc, { id: 'tx-3' });
    });
    expect(await failureOf(work)).toMatchObject({
      code: 'RecordNotUnique',
      record: second,
      details: { model: 'StaleDoc', recordKey: '{"id":"tx-2"}', field: 'slug' },
    });
    expect(await Doc.findAll(['tx-1', 'tx-2', 'tx-3'])).toEqual([]);
  });

  test('a transaction of three that one cancels, by a record that someone else changed', async () => {
    const [a, b] = await copies('tx-stale');
    await b.updateAttributes({ text: 'b' });
    const work = transaction(async (t) => {
      await t.create(Doc, { id: 'tx-6' });
      await t.save(a.assign({ text: 'a' }));
      await t.create(Doc, { id: 'tx-7' });
    });
    expect(await failureOf(work)).toMatchObject({
      message:
        'nothing of the transaction was written: StaleDoc "tx-stale" was not saved: lockVersion is not as the write asks for',
      record: a,
      details: { model: 'StaleDoc', recordKey: '{"id":"tx-stale"}', field: 'lockVersion' },
    });
    expect(await models.stored('tx-6')).toBeUndefined();
  });

  test('a transaction of three that one cancels, by a record that is not there', async () => {
    const work = transaction(async (t) => {
      await t.create(Doc, { id: 'tx-8' });
      await t.updateFields(Doc, 'absent', { text: 'x', count: 1 });
      await t.create(Doc, { id: 'tx-9' });
    });
    expect(await failureOf(work)).toMatchObject({
      message:
        'nothing of the transaction was written: StaleDoc "absent" was not updated: it is not there, so text, count did not change',
      details: { model: 'StaleDoc', recordKey: '{"id":"absent"}', field: 'text' },
    });
  });

  test('a key that something has already', async () => {
    await Doc.create({ id: 'key' });
    expect(await failureOf(Doc.create({ id: 'key' }))).toMatchObject({
      code: 'RecordNotUnique',
      details: { model: 'StaleDoc', recordKey: '{"id":"key"}', field: 'id' },
    });
  });

  test('a transaction of three that one cancels, by a condition', async () => {
    await Doc.create({ id: 'cond', count: 0 });
    const work = transaction(async (t) => {
      await t.create(Doc, { id: 'tx-4' });
      await t.updateFields(Doc, 'cond', { text: 'x' }, { if: { 'count.gt': 0 } });
      await t.create(Doc, { id: 'tx-5' });
    });
    expect(await failureOf(work)).toMatchObject({
      code: 'StaleObject',
      details: { model: 'StaleDoc', recordKey: '{"id":"cond"}', field: 'count' },
    });
    expect(await models.stored('tx-4')).toBeUndefined();
  });
});
