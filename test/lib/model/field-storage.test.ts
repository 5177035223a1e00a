import { DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, onTestFinished, test } from 'vitest';
import { defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class Cents {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  static dump(money: Cents): string {
    return `${money.cents} cents`;
  }
  static load(text: string): Cents {
    return new Cents(Number.parseInt(text, 10));
  }
}

interface Row {
  row: string;
  field: object;
  /** As a form or a program gives it; what it is cast to, stored as and loaded as. */
  given: unknown;
  cast: unknown;
  stored: object | undefined;
  loaded?: unknown;
  /** The type of a key of it; undefined where no key can be. */
  key: 'S' | 'N' | 'B' | undefined;
  /** A value that the type refuses, and what it is cast to. */
  wrong?: [given: unknown, cast: unknown];
}

const day = new Date('2018-08-21T21:55:30.250Z');

const ROWS: Row[] = [
  {
    row: 'D string',
    field: f.string(),
    given: true,
    cast: 't',
    stored: { S: 't' },
    key: 'S',
    wrong: [{}, null],
  },
  {
    row: 'D integer',
    field: f.integer(),
    given: '42.9 km',
    cast: 42,
    stored: { N: '42' },
    key: 'N',
    wrong: [' ', null],
  },
  {
    row: 'D number',
    field: f.number(),
    given: '23.5abc',
    cast: 23.5,
    stored: { N: '23.5' },
    key: 'N',
    wrong: [day, null],
  },
  {
    row: 'D boolean',
    field: f.boolean(),
    given: 'off',
    cast: false,
    stored: { BOOL: false },
    key: undefined,
    wrong: ['no', true],
  },
  {
    row: 'D boolean',
    field: f.boolean({ native: false }),
    given: 'False',
    cast: true,
    stored: { S: 't' },
    key: undefined,
    wrong: ['', null],
  },
  {
    row: 'D datetime',
    field: f.datetime(),
    given: day,
    cast: day,
    stored: { N: '1534888530.25' },
    key: 'N',
    wrong: ['2018-08', null],
  },
  {
    row: 'D datetime',
    field: f.datetime({ asString: true }),
    given: day,
    cast: day,
    stored: { S: '2018-08-21T21:55:30+00:00' },
    // Text has whole seconds.
    loaded: new Date('2018-08-21T21:55:30Z'),
    key: 'S',
    wrong: ['soon', null],
  },
  {
    row: 'D date',
    field: f.date(),
    given: '2017-09-25T23:55:30+01:00',
    cast: '2017-09-25',
    stored: { N: '17434' },
    key: 'N',
    wrong: ['2018-02-30', null],
  },
  {
    row: 'D date',
    field: f.date({ asString: true }),
    given: day,
    cast: '2018-08-21',
    stored: { S: '2018-08-21' },
    key: 'S',
  },
  {
    row: 'D set',
    field: f.set(),
    given: [1, 'a'],
    cast: new Set(['1', 'a']),
    stored: { SS: ['1', 'a'] },
    key: undefined,
    wrong: ['ab', null],
  },
  {
    row: 'D set',
    field: f.set(f.date({ asString: true })),
    given: [day],
    cast: new Set(['2018-08-21']),
    stored: { SS: ['2018-08-21'] },
    key: undefined,
  },
  {
    row: 'D set',
    field: f.set(f.integer()),
    given: [],
    cast: new Set(),
    stored: undefined,
    loaded: null,
    key: undefined,
  },
  {
    row: 'D array',
    field: f.array(),
    given: new Set([1, null]),
    cast: [1, null],
    stored: { L: [{ N: '1' }, { NULL: true }] },
    key: undefined,
    wrong: [12, null],
  },
  { row: 'D array', field: f.array(f.integer()), given: [], cast: [], stored: { L: [] }, key: undefined },
  {
    row: 'D map',
    field: f.map(),
    given: [['a', '']],
    cast: { a: '' },
    stored: { M: { a: { NULL: true } } },
    loaded: { a: null },
    key: undefined,
    wrong: ['x', null],
  },
  {
    row: 'D raw',
    field: f.raw(),
    given: { a: [1, new Set(['x'])], b: '' },
    cast: { a: [1, new Set(['x'])], b: '' },
    stored: { M: { a: { L: [{ N: '1' }, { SS: ['x'] }] }, b: { NULL: true } } },
    loaded: { a: [1, new Set(['x'])], b: null },
    key: undefined,
  },
  {
    row: 'D serialized',
    field: f.serialized(),
    given: { a: [] },
    cast: { a: [] },
    stored: { S: '{"a":[]}' },
    key: 'S',
  },
  {
    row: 'D serialized',
    field: f.serialized({
      serializer: { dump: (value) => `!${String(value)}`, load: (text) => text.slice(1) },
    }),
    given: 'x',
    cast: 'x',
    stored: { S: '!x' },
    key: 'S',
  },
  {
    row: 'D binary',
    field: f.binary(),
    given: 'ä',
    cast: new Uint8Array([195, 164]),
    stored: { B: new Uint8Array([195, 164]) },
    key: 'B',
    wrong: [{}, null],
  },
  {
    row: 'D binary',
    field: f.binary({ base64: true }),
    given: new Uint8Array([1, 2]),
    cast: new Uint8Array([1, 2]),
    stored: { S: 'AQI=' },
    key: 'S',
  },
  {
    row: 'D custom',
    field: f.custom(Cents),
    given: new Cents(5),
    cast: new Cents(5),
    stored: { S: '5 cents' },
    key: 'S',
  },
  {
    row: 'D custom',
    field: f.custom({
      type: 'N',
      dump: (on: boolean) => (on ? '1' : '0'),
      load: (raw: unknown) => raw === 1,
    }),
    given: true,
    cast: true,
    stored: { N: '1' },
    key: 'N',
  },
];

// biome-ignore lint/suspicious/noExplicitAny: fields of all types in one table
const define = defineModel as any;
let made = 0;

interface AnyRecord {
  readonly value: unknown;
  readonly isChanged: boolean;
  save(): Promise<boolean>;
  updateAttributes(values: object): Promise<boolean>;
}

interface AnyModel {
  new (input: object): AnyRecord;
  cast(values: object): object;
  find(id: string): Promise<AnyRecord>;
  createTable(options?: object): Promise<boolean>;
}

function modelOf(field: object, more: object = {}): AnyModel {
  made += 1;
  const spec = { name: `Storage${made}`, fields: { value: field }, ...more };
  return class extends define(spec) {} as unknown as AnyModel;
}

describe('a field on the engine', () => {
  test.each(ROWS)(
    '$row: cast, stored as $stored and loaded',
    async ({ field, given, cast, stored, loaded = cast, wrong }) => {
      const Model = modelOf(field);
      const id = `storage-${made}`;
      const record = new Model(Model.cast({ id, value: given }));
      expect(record.value).toEqual(cast);
      await record.save();
      expect((await models.stored(id))?.['value']).toEqual(stored);
      const found = await Model.find(id);
      expect(found.value).toEqual(loaded);
      expect([found.isChanged, await found.save()]).toEqual([false, true]);
      if (wrong !== undefined) expect(new Model(Model.cast({ value: wrong[0] })).value).toEqual(wrong[1]);
      // Null always stays null, and is not stored.
      await found.updateAttributes({ value: null });
      expect(await models.stored(id)).not.toHaveProperty('value');
    },
  );

  test.each(ROWS)('$row: as the key of a table, $key', async ({ field, key }) => {
    const name = `storage-keys-${made}-${Date.now()}`;
    const Model = modelOf(field, { table: { name, partitionKey: 'value' } });
    if (key === undefined) {
      expect(await failureOf(Promise.resolve().then(() => Model.createTable()))).toMatchObject({
        code: 'UnsupportedKeyType',
      });
      return;
    }
    onTestFinished(
      async () => void (await models.table.client.send(new DeleteTableCommand({ TableName: name }))),
    );
    await Model.createTable({ sync: true });
    const { Table } = await models.table.client.send(new DescribeTableCommand({ TableName: name }));
    expect(Table?.AttributeDefinitions).toEqual([{ AttributeName: 'value', AttributeType: key }]);
  });
});
