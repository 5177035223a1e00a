import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { defineModel, f, StaleObjectError, v } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();
let calls: string[] = [];
/** The work of someone else between a load and the write that follows it. */
let meanwhile: (() => Promise<unknown>) | undefined;

class Doc extends defineModel({
  name: 'MatrixDoc',
  fields: {
    text: f.string(),
    count: f.integer().default(0),
    tags: f.set(f.integer()),
    seenAt: f.datetime(),
    lockVersion: f.lockVersion(),
  },
  validates: { text: [v.format(/^[a-z]*$/)] },
}) {
  static {
    this.beforeValidation(() => void calls.push('validation'));
    this.beforeSave(() => void calls.push('save'));
    this.beforeUpdate(async () => {
      calls.push('update');
      await meanwhile?.();
    });
    this.afterTouch(() => void calls.push('touch'));
  }
}

const SAVE = ['validation', 'save', 'update'];
let made = 0;

/** A record of version 1 that is in the table, last touched in 1970. */
async function saved(): Promise<Doc & { id: string }> {
  made += 1;
  const input = { id: `matrix-${made}`, text: 'a', tags: new Set([1, 2]), updatedAt: new Date(1000) };
  const doc = await Doc.create(input);
  models.received();
  calls = [];
  return doc as Doc & { id: string };
}

beforeEach(() => {
  meanwhile = undefined;
});

/** One row of the matrix: what a way to update does, and what it does not. */
interface Way {
  row: string;
  /** Writes `text`, or counts where it can do nothing else. */
  write(doc: Doc & { id: string }, text: string): Promise<unknown>;
  operations: string[];
  hooks: string[];
  /** The result where it was done. */
  gives: 'true' | 'itself' | 'a record';
  /** Of a text that validations refuse. */
  invalid: 'written' | 'false' | 'unsaved' | 'no text';
  isTouched: boolean;
  /** The lock version after it. */
  version: number;
  /** Of a record that someone else saved meanwhile. */
  stale: 'refused' | 'written';
  /** Of a record that is not there. */
  gone: 'StaleObject' | 'RecordNotFound' | 'false' | 'null' | 'itself' | 'a new one';
}

const WAYS: readonly Way[] = [
  {
    row: 'F updateAttributes',
    write: (doc, text) => doc.updateAttributes({ text }),
    operations: ['UpdateItem'],
    hooks: SAVE,
    gives: 'true',
    invalid: 'false',
    isTouched: true,
    version: 2,
    stale: 'refused',
    gone: 'StaleObject',
  },
  {
    row: 'F updateAttribute',
    write: (doc, text) => doc.updateAttribute('text', text),
    operations: ['UpdateItem'],
    hooks: SAVE,
    gives: 'true',
    invalid: 'false',
    isTouched: true,
    version: 2,
    stale: 'refused',
    gone: 'StaleObject',
  },
  {
    row: 'F Model.update',
    write: ({ id }, text) => Doc.update(id, { text }),
    operations: ['GetItem', 'UpdateItem'],
    hooks: SAVE,
    gives: 'a record',
    invalid: 'unsaved',
    isTouched: true,
    version: 2,
    stale: 'refused',
    gone: 'RecordNotFound',
  },
  {
    row: 'F update',
    write: (doc, text) => doc.update((u) => u.set({ text })),
    operations: ['UpdateItem'],
    hooks: ['update'],
    gives: 'true',
    invalid: 'written',
    isTouched: true,
    version: 2,
    stale: 'written',
    gone: 'false',
  },
  {
    row: 'F updateOrThrow',
    write: (doc, text) => doc.updateOrThrow((u) => u.set({ text })),
    operations: ['UpdateItem'],
    hooks: ['update'],
    gives: 'itself',
    invalid: 'written',
    isTouched: true,
    version: 2,
    stale: 'written',
    gone: 'StaleObject',
  },
  {
    row: 'F updateFields',
    write: ({ id }, text) => Doc.updateFields(id, { text }),
    operations: ['UpdateItem'],
    hooks: [],
    gives: 'a record',
    invalid: 'written',
    isTouched: true,
    version: 1,
    stale: 'written',
    gone: 'null',
  },
  {
    row: 'F upsert',
    write: ({ id }, text) => Doc.upsert(id, { text }),
    operations: ['UpdateItem'],
    hooks: [],
    gives: 'a record',
    invalid: 'written',
    isTouched: true,
    version: 1,
    stale: 'written',
    gone: 'a new one',
  },
  {
    row: 'F inc',
    write: ({ id }) => Doc.inc(id, { count: 2 }),
    operations: ['UpdateItem'],
    hooks: [],
    gives: 'true',
    invalid: 'no text',
    isTouched: false,
    version: 1,
    stale: 'written',
    gone: 'false',
  },
  {
    row: 'F increment',
    write: (doc) => doc.increment('count', 2),
    operations: ['UpdateItem'],
    hooks: [],
    gives: 'itself',
    invalid: 'no text',
    isTouched: false,
    version: 1,
    stale: 'written',
    gone: 'itself',
  },
  {
    row: 'F decrement',
    write: (doc) => doc.decrement('count', -2),
    operations: ['UpdateItem'],
    hooks: [],
    gives: 'itself',
    invalid: 'no text',
    isTouched: false,
    version: 1,
    stale: 'written',
    gone: 'itself',
  },
  {
    row: 'F touch',
    write: (doc) => doc.touch('seenAt'),
    operations: ['UpdateItem'],
    hooks: ['touch'],
    gives: 'itself',
    invalid: 'no text',
    isTouched: true,
    version: 1,
    stale: 'written',
    gone: 'itself',
  },
];

describe.each(WAYS)(
  '$row',
  ({ row, write, operations, hooks, gives, invalid, isTouched, version, stale, gone }) => {
    test(`${row}: its requests and hooks, what it gives, updatedAt and the lock version`, async () => {
      const doc = await saved();
      const given = await write(doc, 'b');
      const received = models.received();
      expect(received.map(({ operation }) => operation)).toEqual(operations);
      expect(calls).toEqual(hooks);
      if (gives === 'true') expect(given).toBe(true);
      else if (gives === 'itself') expect(given).toBe(doc);
      else
        expect(given).toMatchObject({
          id: doc.id,
          text: 'b',
          isPersisted: true,
          isNewRecord: false,
          isChanged: false,
        });
      const item = await models.stored(doc.id);
      expect(item).toMatchObject({
        lockVersion: { N: String(version) },
        text: { S: invalid === 'no text' ? 'a' : 'b' },
      });
      expect(item?.['updatedAt']).toEqual(isTouched ? expect.not.objectContaining({ N: '1' }) : { N: '1' });
      if (/inc|decrement/.test(row)) expect(item).toMatchObject({ count: { N: '2' } });
      // Loaded first, and consistently; never before a write that needs nothing.
      if (operations[0] === 'GetItem') expect(received[0]?.body.ConsistentRead).toBe(true);
    });

    test.runIf(invalid !== 'no text')(`${row}: what validations refuse`, async () => {
      const doc = await saved();
      const given = await write(doc, '9');
      const isWritten = invalid === 'written';
      expect(await models.stored(doc.id)).toMatchObject({ text: { S: isWritten ? '9' : 'a' } });
      if (invalid === 'false') expect(given).toBe(false);
      if (invalid === 'unsaved') expect(given).toMatchObject({ text: '9', isChanged: true });
    });

    test(`${row}: a record that someone else saved meanwhile`, async () => {
      const doc = await saved();
      meanwhile = async () => {
        meanwhile = undefined;
        await (await Doc.find(doc.id)).updateAttributes({ tags: new Set([9]) });
      };
      if (!hooks.includes('update')) await meanwhile();
      const outcome = await write(doc, 'b').catch((error: unknown) => error);
      const item = await models.stored(doc.id);
      expect(item).toMatchObject({ tags: { NS: ['9'] } });
      if (stale === 'refused') {
        expect(outcome).toBeInstanceOf(StaleObjectError);
        expect(item).toMatchObject({ text: { S: 'a' }, lockVersion: { N: '2' } });
      } else {
        expect(outcome).not.toBeInstanceOf(Error);
        expect(item).toMatchObject({ lockVersion: { N: String(version + 1) } });
        if (invalid !== 'no text') expect(item).toMatchObject({ text: { S: 'b' } });
      }
    });

    test(`${row}: a record that is not there`, async () => {
      const doc = await saved();
      await Doc.delete(doc.id);
      const outcome = await write(doc, 'b').catch((error: unknown) => error);
      if (gone === 'false') expect(outcome).toBe(false);
      else if (gone === 'null') expect(outcome).toBeNull();
      else if (gone === 'itself') expect(outcome).toBe(doc);
      else if (gone === 'a new one')
        expect(outcome).toMatchObject({ text: 'b', createdAt: expect.any(Date) });
      else expect(outcome).toMatchObject({ code: gone });
      const item = await models.stored(doc.id);
      if (gone === 'a new one') expect(item).toMatchObject({ text: { S: 'b' } });
      else expect(item).toBeUndefined();
    });
  },
);

describe('conditions of updates', () => {
  const ways: [string, (id: string, conditions: object) => Promise<unknown>, unknown][] = [
    ['Model.update', (id, conditions) => Doc.update(id, { text: 'b' }, conditions), null],
    [
      'update',
      async (id, conditions) => (await Doc.find(id)).update(conditions, (u) => u.set({ text: 'b' })),
      false,
    ],
    ['updateFields', (id, conditions) => Doc.updateFields(id, { text: 'b' }, conditions), null],
    ['upsert', (id, conditions) => Doc.upsert(id, { text: 'b' }, conditions), null],
  ];

  test.each(ways)('F if: %s is done only where all of it holds', async (_name, write, refused) => {
    const { id } = await saved();
    expect(await write(id, { if: { text: 'a', count: 9 } })).toBe(refused);
    expect(await models.stored(id)).toMatchObject({ text: { S: 'a' }, updatedAt: { N: '1' } });
    expect(await write(id, { if: { text: 'a', count: 0 } })).not.toBe(refused);
    expect(await models.stored(id)).toMatchObject({ text: { S: 'b' } });
  });

  test.each(ways)(
    'F unlessExists: %s fails if any of the attributes is there',
    async (_name, write, refused) => {
      const { id } = await saved();
      expect(await write(id, { unlessExists: ['seenAt', 'tags'] })).toBe(refused);
      expect(await models.stored(id)).toMatchObject({ text: { S: 'a' } });
      expect(await write(id, { unlessExists: ['seenAt'] })).not.toBe(refused);
      expect(await models.stored(id)).toMatchObject({ text: { S: 'b' } });
    },
  );

  test('F actions: set beats delete, delete beats add; set to null, and delete by a name, remove', async () => {
    const doc = await saved();
    await doc.update((u) => u.add({ tags: 7, count: 5 }).delete({ tags: 1 }).set({ count: 3 }));
    expect(doc).toMatchObject({ tags: new Set([2]), count: 3 });
    await doc.update((u) => u.set({ text: null }).delete('tags'));
    const item = await models.stored(doc.id);
    expect([item?.['text'], item?.['tags']]).toEqual([undefined, undefined]);
    expect([doc.text, doc.tags]).toEqual([null, null]);
  });

  test('F actions: a number that is not there counts from 0, a set begins empty; all that is returned is loaded', async () => {
    const doc = await saved();
    await Doc.updateFields(doc.id, (u) => u.remove('count', 'tags').set({ seenAt: new Date(5000) }));
    await setTimeout(2);
    await doc.update((u) => u.add({ count: 4, tags: [6, 7] }));
    expect(doc).toMatchObject({ count: 4, tags: new Set([6, 7]), seenAt: new Date(5000) });
  });

  test('F actions: an unknown name is UnknownAttribute before a request', async () => {
    const doc = await saved();
    for (const write of [
      () => doc.updateAttributes({ texd: 'b' } as never),
      () => doc.update((u) => u.set({ texd: 'b' } as never)),
      () => Doc.updateFields(doc.id, { texd: 'b' } as never),
      () => Doc.upsert(doc.id, { texd: 'b' } as never),
      () => Doc.inc(doc.id, { texd: 1 } as never),
    ]) {
      expect(await failureOf(write())).toMatchObject({
        code: 'UnknownAttribute',
        suggestions: ['did you mean text?'],
      });
    }
    expect(models.operations()).toEqual([]);
  });
});
