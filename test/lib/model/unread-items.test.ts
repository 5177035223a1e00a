import { beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../src/lib/items/values/attribute-value.ts';
import { parseJson } from '../../../src/lib/json/parse-json.ts';
import { hydrate } from '../../../src/lib/model/record/hydrate.ts';
import { UnreadItem } from '../../../src/lib/model/record/item-text.ts';
import { usedModel } from '../../../src/lib/model/record/prepare-class.ts';
import { stateOf } from '../../../src/lib/model/record/record-core.ts';
import { TextPacker } from '../../../src/lib/model/record/text-packer.ts';
import { defineModel, f, PrecisionError } from '../../../src/model.ts';
import { failure } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class Song extends defineModel({
  name: 'UnreadSong',
  fields: {
    title: f.string({ attr: 'títle' }),
    tags: f.set(f.string()),
    plays: f.number(),
    exact: f.decimal(),
    live: f.boolean(),
    cover: f.binary(),
    info: f.map(),
    lines: f.array(),
    any: f.raw(),
  },
}) {}

const NUMBER = '12345678901234567890123456789012345678';
const whole: Item = {
  id: { S: 'whole' },
  _model: { S: 'UnreadSong' },
  títle: { S: 'größe "夜" \\ \n 🎵' },
  tags: { SS: ['jazz', 'été'] },
  plays: { N: '3' },
  exact: { N: NUMBER },
  live: { BOOL: false },
  cover: { B: new Uint8Array([0, 255, 16]) },
  info: { M: { 'a"b': { N: '1' }, ключ: { L: [{ NULL: true }, { BS: [new Uint8Array([1])] }] } } },
  lines: { L: [] },
  any: { NS: ['1', '2'] },
  legacy: { M: { ['__proto__']: { S: 'kept' } } },
  ['__proto__']: { S: 'also kept' },
};

describe('items of a chain', () => {
  beforeAll(async () => {
    await models.put(whole);
    await models.put({ id: { S: 'long' }, _model: { S: 'UnreadSong' }, títle: { S: 'ö'.repeat(40_000) } });
    await models.put({
      id: { S: 'odd' },
      _model: { S: 'UnreadSong' },
      plays: { S: 'x' },
      live: { NULL: true },
    });
    await models.put({ id: { S: 'exact' }, _model: { S: 'UnreadSong' }, plays: { N: NUMBER } });
  });

  const song = async (id: string): Promise<Song> => {
    for await (const record of Song.all()) if (record.id === id) return record;
    throw new Error('it is there');
  };

  test('are read as they are, whatever they hold', async () => {
    expect(await song('whole')).toMatchObject({
      title: whole['títle']?.S,
      tags: new Set(['été', 'jazz']),
      plays: 3,
      exact: NUMBER,
      live: false,
      cover: new Uint8Array([0, 255, 16]),
      lines: [],
      any: new Set([1, 2]),
    });
    expect((await song('whole')).info).toEqual({ 'a"b': 1, ключ: [null, new Set([new Uint8Array([1])])] });
  });

  test('give back what they are, unknown attributes of any name too', async () => {
    const { stored = {} } = stateOf(await song('whole'));
    expect(Object.keys(stored).sort()).toEqual(Object.keys(whole).sort());
    for (const name of Object.keys(whole)) expect(stored[name], name).toEqual(whole[name]);
  });

  test('keep all that is not changed when they are saved', async () => {
    const record = await song('whole');
    record.plays = 4;
    await record.save();
    const { updatedAt: _, ...item } = (await models.stored('whole')) ?? {};
    expect(item).toEqual({ ...whole, plays: { N: '4' } });
    record.plays = 3;
    await record.save();
  });

  test('of more than 64 KiB are read too', async () => {
    expect((await song('long')).title).toBe('ö'.repeat(40_000));
  });

  test('refuse another type, and digits that would be lost, when the field is read', async () => {
    const odd = await song('odd');
    expect(odd.live).toBe(null);
    expect(() => odd.plays).toThrow('UnreadSong.plays: the item has a string (S) where the model has number');
    const exact = await song('exact');
    expect(() => exact.plays).toThrow(PrecisionError);
  });
});

describe('the bytes of an item', () => {
  const unread = (json: string, packer = new TextPacker(usedModel(Song))): UnreadItem => {
    const body = Buffer.from(`  ${json},`);
    const text = packer.pack(body, 2);
    expect(packer.end).toBe(body.length - 1);
    return new UnreadItem(usedModel(Song), text as string);
  };
  const stateIn = (json: string, packer?: TextPacker) =>
    stateOf(hydrate(usedModel(Song), unread(json, packer)));

  test.each([
    ['blanks', '{ "id" : { "S" : "1" } ,\n"plays":\t{"N": "1.50" } }'],
    [
      'names written with escape sequences',
      String.raw`{"\u0069d":{"S":"1"},"t\u00edtle":{"S":"x"},"a\"b":{"N":"1"}}`,
    ],
    ['a type written with an escape sequence', String.raw`{"id":{"\u0053":"1"},"plays":{"\u004e":"1"}}`],
    ['quotes and brackets in strings', String.raw`{"id":{"S":"}\"]\\"},"títle":{"S":"{\"S\":\"x\"}"}}`],
    ['a name twice: the last counts', '{"id":{"S":"1"},"plays":{"N":"1"},"id":{"S":"2"}}'],
    ['nested names of fields', '{"info":{"M":{"plays":{"N":"9"}}},"id":{"S":"1"}}'],
    ['no attribute', '{}'],
  ])('%s are read as JSON.parse reads them', (_what, json) => {
    const state = stateIn(json);
    const parsed = parseJson(json) as Item;
    expect({ ...state.stored }).toEqual(parsed);
    for (const field of state.model.fields) {
      expect(state.storedAt(field), field.name).toEqual(parsed[field.attribute]);
    }
  });

  test('any order, and any lack, of attributes', () => {
    const packer = new TextPacker(usedModel(Song));
    const names = ['id', 'títle', 'plays', 'exact', 'other', 'another'];
    for (let round = 0; round < 200; round += 1) {
      const chosen = names.filter((_, at) => (round * 31 + at * 17) % 3 !== 0);
      if (round % 2 === 0) chosen.reverse();
      const item = Object.fromEntries(chosen.map((name, at) => [name, { S: `${name} ${round} ${at}` }]));
      const state = stateIn(JSON.stringify(item), packer);
      expect({ ...state.stored }).toEqual(item);
      for (const { attribute, position } of state.model.fields) {
        const field = state.model.fields[position];
        expect(field && state.storedAt(field)).toEqual(item[attribute]);
      }
    }
  });

  test.each(['[]', '{"id":"1"}', '{"id":null}', '{"id":{"S":"1"}', '{"id" {"S":"1"}}', '{id:{"S":"1"}}'])(
    'that are no item are refused: %s',
    (json) => {
      expect(failure(() => unread(json)).code).toBe('Unreachable');
    },
  );

  test.each(['{"id":{"S":"1"},"plays":{"N":x}}', '{"id":{"S":"1"},"cover":{"B":"?"}}'])(
    'whose values are no JSON, or no base64, are refused when they are read: %s',
    (json) => {
      const record = hydrate(usedModel(Song), unread(json)) as Song;
      expect(record.id).toBe('1');
      expect(failure(() => ({ ...record })).code).toBe('Unreachable');
    },
  );
});
