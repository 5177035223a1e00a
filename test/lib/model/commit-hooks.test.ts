import { beforeEach, describe, expect, test } from 'vitest';
import { abort, defineModel, f, Rollback, StaleObjectError, transaction } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();
let calls: string[] = [];

class Order extends defineModel({ name: 'CommitOrder', fields: { text: f.string(), count: f.integer() } }) {
  static {
    this.beforeSave((order) => {
      if (order.text === 'stop') abort();
    });
    this.afterSave((order) => void calls.push(`afterSave ${order.id}`));
    this.afterTouch((order) => void calls.push(`afterTouch ${order.id}`));
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

  test('so do a block of update, a touch and a delete; counters and writes by key do not', async () => {
    const order = await Order.create({ id: 'w', count: 1 });
    calls = [];
    expect(await order.update((u) => u.set({ text: 'x' }))).toBe(true);
    await order.touch();
    await order.increment('count');
    await Order.updateFields('w', { text: 'y' });
    expect(calls).toEqual(['afterCommit w true', 'afterTouch w', 'afterCommit w true']);
    await order.delete();
    expect(calls.slice(3)).toEqual(['afterCommit w false']);
    await order.delete();
    expect(calls).toHaveLength(4);
  });

  test('a block whose condition does not hold, and a touch of what is gone, call it not', async () => {
    const order = await Order.create({ id: 'x', text: 'a' });
    calls = [];
    expect(await order.update({ if: { text: 'b' } }, (u) => u.set({ text: 'c' }))).toBe(false);
    await Order.delete('x');
    await order.touch();
    expect(calls).toEqual([]);
  });

  test('a delete within a transaction, once it is written; afterRollback where it is not', async () => {
    const order = await Order.create({ id: 'y' });
    calls = [];
    await transaction(async (t) => {
      await t.delete(order);
      throw new Rollback();
    });
    expect(calls).toEqual(['afterRollback y']);
    await transaction((t) => t.delete(order));
    expect(calls).toEqual(['afterRollback y', 'afterCommit y false']);
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
