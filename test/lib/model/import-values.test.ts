import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { configure, defineModel, f } from '../../../src/model.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class Parcel extends defineModel({
  name: 'ImportParcel',
  fields: {
    name: f.string(),
    count: f.integer(),
    price: f.decimal(),
    sentAt: f.datetime(),
    isOpen: f.boolean(),
    marks: f.set(f.string()),
    lines: f.array(f.integer()),
    sender: f.map(),
    seal: f.binary(),
    left: f.string().default('nothing'),
  },
}) {}

/** Of the SDK itself: it gets requests, and makes the bytes. */
function appClient(): DynamoDBClient {
  const credentials = { accessKeyId: 'AKIDAPP', secretAccessKey: 'secret' };
  return new DynamoDBClient({ endpoint: models.table.url, region: 'eu-west-1', credentials });
}

const SEAL = Uint8Array.of(0, 1, 254, 255);
const GIVEN = {
  name: 'Grüße aus Zürich 🚚 "heute"',
  count: 3,
  price: '12345678901234567890.123456789',
  sentAt: new Date('2026-01-02T03:04:05.678Z'),
  isOpen: false,
  marks: ['fragile', 'über'],
  lines: [1, 2],
  sender: { name: 'Ada', floors: [1, null] },
  seal: SEAL,
};

function long(index: number): { name: string } {
  return { name: `${index} ${'é'.repeat(40_000)}` };
}

describe('E9: import of values of all types', () => {
  test.each([
    ['by our own sender', () => Parcel],
    ["by an app's client", () => Parcel.using(appClient())],
  ])('%s writes what create writes, and the records are as those that are found', async (_, target) => {
    const created = await Parcel.create(Parcel.cast(GIVEN));
    const [imported] = await target().import([Parcel.cast(GIVEN)]);
    if (imported === undefined) throw new TypeError('a record');
    const { id: _1, createdAt: _2, updatedAt: _3, ...asCreated } = (await models.stored(created.id)) ?? {};
    expect(await models.stored(imported.id)).toMatchObject(asCreated);
    const found = await Parcel.find(imported.id);
    expect({ ...imported }).toEqual({ ...found });
    expect(imported.seal).toEqual(SEAL);
    expect([imported.isPersisted, imported.isChanged, await imported.save()]).toEqual([true, false, true]);
    imported.marks?.add('again');
    expect(imported.changes).toEqual({
      marks: [new Set(['fragile', 'über']), new Set(['fragile', 'über', 'again'])],
    });
    await imported.saveOrThrow();
    expect((await Parcel.find(imported.id)).marks).toEqual(new Set(['fragile', 'über', 'again']));
  });

  test('of items of some 80 KB', async () => {
    const imported = await Parcel.import(Array.from({ length: 30 }, (_, index) => long(index)));
    const found = await Parcel.findAll(imported.map(({ id }) => id));
    const names = new Map(found.map(({ id, name }) => [id, name]));
    for (const [index, { id, name }] of imported.entries()) {
      expect(names.get(id)).toBe(long(index).name);
      expect(name).toBe(long(index).name);
    }
  });

  test('what is null by choice is read as the table has it', async () => {
    const [parcel] = await Parcel.import([{ left: null }]);
    expect(parcel?.left).toBe((await Parcel.find(parcel?.id ?? '')).left);
  });

  class Odd extends defineModel({
    name: 'ImportOdd',
    fields: {
      text: f.string({ attr: 'a"b\\ü' }),
      digits: f.decimal({ attr: '{"N":1}' }),
      none: f.string(),
      map: f.map(),
    },
  }) {}

  test.each([
    ['quotes, backslashes and control characters', 'a"b\\c\n\u0000\u007f'],
    ['what looks like the JSON of the next attribute', 'x","{\\"N\\":1}":{"N":"2"}'],
    ['line separators', 'ü\u2028'],
    ['a text that is empty', ''],
  ])('%s, under names that JSON must escape', async (_, text) => {
    const input = { text, digits: '-0.1', map: { 'k"': text } };
    const created = await Odd.create(input);
    const [odd] = await Odd.import([input]);
    const { id: _1, createdAt: _2, updatedAt: _3, ...asCreated } = (await models.stored(created.id)) ?? {};
    expect(await models.stored(odd?.id ?? '')).toMatchObject(asCreated);
    expect({ ...(await Odd.find(odd?.id ?? '')) }).toEqual({ ...odd });
  });

  test('null is stored where it is to be', async () => {
    configure({ storeAttributeWithNullValue: true });
    try {
      const [odd] = await Odd.import([{ text: 'a' }]);
      expect((await models.stored(odd?.id ?? ''))?.['{"N":1}']).toEqual({ NULL: true });
      expect(odd?.digits).toBe(null);
    } finally {
      configure({ storeAttributeWithNullValue: undefined });
    }
  });

  test('previous changes are all of it', async () => {
    const [parcel] = await Parcel.import([{ name: 'a' }]);
    expect(parcel?.previousChanges).toMatchObject({ name: [null, 'a'], left: [null, 'nothing'] });
  });
});
