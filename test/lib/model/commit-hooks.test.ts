import { beforeEach, describe, expect, test } from 'vitest';
import { abort, defineModel, f, Rollback, StaleObjectError, transaction } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();
let calls: string[] = [];

class Order extends defineModel({ name: 'CommitOrder', fields: { text: f.string() } }) {
  static {
    this.beforeSave((order) => {
      if (order.text === 'stop') abort();
    });
    this.afterSave((order) => void calls.push(`afterSave ${order.id}`));
    this.afterCommit(async (order) => {
      const isThere = (await models.stored(order.id ?? '')) !== undefined;
      calls.push(`afterCommit ${order.id} ${isThere}`);
    });
    this.afterRollback(async (order) => void calls.push(`afterRollback ${order.id}`));
  }
}

beforeEach(() => {
  calls = [];
});

describe('3.9 afterCommit and afterRollback', () => {
  test('a save and a destroy call afterCommit last, once it is in the table', async () => {
    const order = await Order.create({ id: 'a' });
    await order.destroy();
    expect(calls).toEqual(['afterSave a', 'afterCommit a true', 'afterCommit a false']);
  });

  test('what was not saved calls neither', async () => {
    expect(await new Order({ id: 'b', text: 'stop' }).save()).toBe(false);
    expect(calls).toEqual([]);
  });

  test('of a transaction when all of it is written, of each record once', async () => {
    await transaction(async (t) => {
      const order = await t.create(Order, { id: 'c' });
      await t.create(Order, { id: 'd' });
      expect(calls).toEqual(['afterSave c', 'afterSave d']);
      return order;
    });
    expect(calls.slice(2)).toEqual(['afterCommit c true', 'afterCommit d true']);
  });

  test('afterRollback where nothing of it is written: by Rollback, or by a condition', async () => {
    await transaction(async (t) => {
      await t.create(Order, { id: 'e' });
      throw new Rollback();
    });
    expect(calls).toEqual(['afterSave e', 'afterRollback e']);
    calls = [];
    const work = transaction(async (t) => {
      await t.create(Order, { id: 'e' });
      await t.updateFields(Order, 'gone', { text: 'x' });
    });
    expect(await failureOf(work)).toBeInstanceOf(StaleObjectError);
    expect(calls).toEqual(['afterSave e', 'afterRollback e']);
  });
});
