import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { configure, defineModel, f, PrecisionError } from '../../../src/model.ts';
import { loaded, stored, useOwnSettings } from './stored.ts';

useOwnSettings();

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
  static dump(money: Money): string {
    return `${money.cents} cents`;
  }
  static load(text: string): Money {
    return new Money(Number.parseInt(text, 10));
  }
}

class Grade {
  readonly points: number;
  constructor(points: number) {
    this.points = points;
  }
  dump(): number {
    return this.points;
  }
  static load(raw: number): Grade {
    return new Grade(raw);
  }
}

class All extends defineModel({
  name: 'All',
  timestamps: false,
  fields: {
    string: f.string(),
    integer: f.integer(),
    number: f.number(),
    bigint: f.bigint(),
    decimal: f.decimal(),
    boolean: f.boolean(),
    textBoolean: f.boolean({ native: false }),
    datetime: f.datetime(),
    textDatetime: f.datetime({ asString: true }),
    date: f.date(),
    textDate: f.date({ asString: true }),
    set: f.set(),
    integers: f.set(f.integer()),
    dates: f.set(f.date({ asString: true })),
    array: f.array(),
    times: f.array(f.datetime()),
    map: f.map(),
    raw: f.raw(),
    serialized: f.serialized(),
    yaml: f.serialized({ serializer: { dump: (value) => `!${value}`, load: (text) => text.slice(1) } }),
    binary: f.binary(),
    base64: f.binary({ base64: true }),
    money: f.custom(Money),
    grade: f.custom(Grade),
  },
}) {}

type Name = Exclude<keyof typeof All.prototype.attributes, 'id'>;

/** Casts any value, as from a form. */
function cast(name: Name, given: unknown): unknown {
  return new All(All.cast({ [name]: given })).readAttribute(name);
}

function dump(name: Name, given: unknown): unknown {
  return stored(new All(All.cast({ [name]: given })))[name];
}

/** JSON has no words for bigints and sets. */
function titled<G, E>([name, given, expected]: [Name, G, E]): [string, Name, G, E] {
  return [`${name}: ${inspect(given)} is ${inspect(expected)}`, name, given, expected];
}

const day = new Date('2018-08-21T21:55:30.250Z');

describe('D: cast', () => {
  test.each(
    (<[Name, unknown, unknown][]>[
      ['string', true, 't'],
      ['string', false, 'f'],
      ['string', 42.5, '42.5'],
      ['string', 10n, '10'],
      ['string', day, '2018-08-21T21:55:30.250Z'],
      ['string', { toString: () => 'own' }, 'own'],
      ['string', {}, null],
      ['string', [], null],
      ['string', null, null],
      ['integer', true, 1],
      ['integer', false, 0],
      ['integer', ' ', null],
      ['integer', Number.NaN, null],
      ['integer', Number.POSITIVE_INFINITY, null],
      ['integer', {}, null],
      ['integer', [], null],
      ['integer', Symbol('x'), null],
      ['integer', 42.9, 42],
      ['integer', -42.9, -42],
      ['integer', '42.3', 42],
      ['integer', '1abc', 1],
      ['integer', '0x1a', 0],
      ['integer', 'abc', 0],
      ['integer', '1e3', 1000],
      ['integer', day, 1534888530],
      ['number', true, 1],
      ['number', '', null],
      ['number', '23abc', 23],
      ['number', '0x1a', 0],
      ['number', '-.5', -0.5],
      ['number', {}, null],
      ['number', day, null],
      ['number', Number.NaN, null],
      ['bigint', '12345678901234567890', 12345678901234567890n],
      ['bigint', 3.9, 3n],
      ['bigint', '', null],
      ['decimal', '1.50', '1.50'],
      ['decimal', 0.1, '0.1'],
      ['decimal', true, '1'],
      ['decimal', ' ', null],
      ['decimal', 'abc', '0'],
      ['boolean', '', null],
      ...([false, 'false', 'FALSE', 0, '0', 'f', 'F', 'off', 'OFF'] as const).map(
        (value): [Name, unknown, unknown] => ['boolean', value, false],
      ),
      ...([true, 'no', 'False', [], {}, 1, 'off '] as const).map((value): [Name, unknown, unknown] => [
        'boolean',
        value,
        true,
      ]),
      ['datetime', '2018-08-21', new Date('2018-08-21T00:00:00Z')],
      ['datetime', '2018-08-21T23:55:30+02:00', new Date('2018-08-21T21:55:30Z')],
      ['datetime', '2018-08-21 21:55:30', new Date('2018-08-21T21:55:30Z')],
      ['datetime', '2018-08-21T21:55:30.250Z', day],
      ['datetime', 'Tue, 21 Aug 2018 21:55:30 GMT', new Date('2018-08-21T21:55:30Z')],
      ['datetime', '2018-08', null],
      ['datetime', '', null],
      ['datetime', 'soon', null],
      ['datetime', '2018-02-30', null],
      ['datetime', '2018-02-20T25:00:00Z', null],
      ['datetime', 1534888530, null],
      ['datetime', new Date(Number.NaN), null],
      ['date', day, '2018-08-21'],
      ['date', '2018-08-21T21:55:30+01:00', '2018-08-21'],
      ['date', '2018-08', null],
      ['date', '2018-02-30', null],
      ['date', '', null],
      ['date', 17, null],
      ['set', ['a', 'b', 'a'], new Set(['a', 'b'])],
      ['set', [1, true], new Set(['1', 't'])],
      ['set', 'ab', null],
      ['set', 12, null],
      ['set', day, null],
      ['set', {}, null],
      ['integers', ['1', 2.5, null, ''], new Set([1, 2])],
      ['dates', [day, '2018-01-01'], new Set(['2018-08-21', '2018-01-01'])],
      ['array', new Set([1, 'b']), [1, 'b']],
      ['array', new Map([['a', 1]]), [['a', 1]]],
      ['array', 'ab', null],
      ['array', 12, null],
      ['times', ['2018-08-21', null], [new Date('2018-08-21T00:00:00Z'), null]],
      ['map', new Map([['a', 1]]), { a: 1 }],
      ['map', [['a', 1]], { a: 1 }],
      ['map', [1], null],
      ['map', 'a', null],
      ['raw', [1, 'a'], [1, 'a']],
      ['serialized', { a: [1] }, { a: [1] }],
      ['binary', 'ä', new Uint8Array([0xc3, 0xa4])],
      ['binary', new Uint8Array([1]).buffer, new Uint8Array([1])],
      ['binary', {}, null],
    ]).map(titled),
  )('%s', (_title, name, given, expected) => {
    expect(cast(name, given)).toEqual(expected);
  });
});

describe('D: stored as', () => {
  test.each(
    (<[Name, unknown, unknown][]>[
      ['string', 'a', { S: 'a' }],
      ['string', '', undefined],
      ['integer', 42, { N: '42' }],
      ['number', 0.1, { N: '0.1' }],
      ['bigint', 12345678901234567890n, { N: '12345678901234567890' }],
      ['decimal', '1.50', { N: '1.50' }],
      ['boolean', false, { BOOL: false }],
      ['textBoolean', true, { S: 't' }],
      ['textBoolean', false, { S: 'f' }],
      ['datetime', day, { N: '1534888530.25' }],
      ['datetime', new Date(0), { N: '0' }],
      ['datetime', new Date(-1500), { N: '-1.5' }],
      ['datetime', new Date(-1), { N: '-0.001' }],
      ['textDatetime', day, { S: '2018-08-21T21:55:30+00:00' }],
      ['date', '2017-09-25', { N: '17434' }],
      ['date', '1969-12-31', { N: '-1' }],
      ['textDate', '2017-09-25', { S: '2017-09-25' }],
      ['set', ['a', 'b'], { SS: ['a', 'b'] }],
      ['set', [], undefined],
      ['set', ['', 'b'], { SS: ['b'] }],
      ['integers', [1, 2], { NS: ['1', '2'] }],
      ['dates', ['2018-01-01'], { SS: ['2018-01-01'] }],
      ['array', [], { L: [] }],
      [
        'array',
        [1, 'a', null, new Set([2]), { b: true }],
        { L: [{ N: '1' }, { S: 'a' }, { NULL: true }, { NS: ['2'] }, { M: { b: { BOOL: true } } }] },
      ],
      ['times', [new Date(1500), null], { L: [{ N: '1.5' }, { NULL: true }] }],
      [
        'map',
        { a: '', b: new Set(), c: undefined, d: { e: 1n } },
        { M: { a: { NULL: true }, b: { NULL: true }, d: { M: { e: { N: '1' } } } } },
      ],
      ['raw', new Set(['a']), { SS: ['a'] }],
      ['raw', new Uint8Array([1]), { B: new Uint8Array([1]) }],
      ['raw', '', undefined],
      ['serialized', { a: 1 }, { S: '{"a":1}' }],
      ['serialized', [], { S: '[]' }],
      ['yaml', 'x', { S: '!x' }],
      ['binary', new Uint8Array([1, 2]), { B: new Uint8Array([1, 2]) }],
      ['base64', new Uint8Array([1, 2]), { S: 'AQI=' }],
      ['money', new Money(5), { S: '5 cents' }],
      ['grade', new Grade(2.5), { N: '2.5' }],
    ]).map(titled),
  )('%s', (_title, name, given, expected) => {
    expect(dump(name, given)).toEqual(expected);
  });
});

describe('D: loaded as', () => {
  test.each(
    (<[Name, object, unknown][]>[
      ['integer', { N: '42' }, 42],
      ['integer', { N: '42.9' }, 42],
      ['number', { N: '0.1' }, 0.1],
      ['number', { N: '1E+2' }, 100],
      ['bigint', { N: '12345678901234567890' }, 12345678901234567890n],
      ['decimal', { N: '12345678901234567890123456789012345678' }, '12345678901234567890123456789012345678'],
      ['boolean', { S: 't' }, true],
      ['textBoolean', { S: 'f' }, false],
      ['textBoolean', { BOOL: true }, true],
      ['datetime', { N: '1532469870.000001' }, new Date(1532469870000)],
      ['datetime', { N: '-1.5' }, new Date(-1500)],
      ['datetime', { S: '2018-07-24T19:04:30+00:00' }, new Date(1532459070000)],
      ['date', { N: '17434' }, '2017-09-25'],
      ['date', { S: '2017-09-25' }, '2017-09-25'],
      ['set', { SS: ['a'] }, new Set(['a'])],
      ['set', { NS: ['1'] }, new Set(['1'])],
      ['integers', { NS: ['1', '2'] }, new Set([1, 2])],
      ['array', { L: [{ N: '1' }, { NULL: true }, { SS: ['a'] }] }, [1, null, new Set(['a'])]],
      ['map', { M: { a: { B: new Uint8Array([1]) } } }, { a: new Uint8Array([1]) }],
      ['serialized', { S: '{"a":1}' }, { a: 1 }],
      ['yaml', { S: '!x' }, 'x'],
      ['binary', { B: new Uint8Array([1]) }, new Uint8Array([1])],
      ['base64', { S: 'AQI=' }, new Uint8Array([1, 2])],
      ['binary', { S: 'AQI=' }, new Uint8Array([1, 2])],
      ['money', { S: '5 cents' }, new Money(5)],
      ['grade', { N: '2.5' }, new Grade(2.5)],
      ['string', { NULL: true }, null],
    ]).map(titled),
  )('%s', (_title, name, value, expected) => {
    expect(loaded(All, { id: { S: '1' }, [name]: value } as never).readAttribute(name)).toEqual(expected);
  });

  test.each<[Name, object, string, string]>([
    [
      'string',
      { N: '1' },
      'InvalidValue',
      'All.string: the item has a number (N) where the model has string',
    ],
    [
      'integer',
      { S: '1' },
      'InvalidValue',
      'All.integer: the item has a string (S) where the model has integer',
    ],
    [
      'textBoolean',
      { S: 'yes' },
      'InvalidValue',
      'All.textBoolean: a boolean stored as text is neither t nor f: "yes"',
    ],
    [
      'number',
      { N: '0.12345678901234567890' },
      'PrecisionError',
      'All.number: 0.12345678901234567890 is not exact as a JavaScript number',
    ],
    [
      'integer',
      { N: '9007199254740993' },
      'PrecisionError',
      'All.integer: 9007199254740993 is not exact as a JavaScript number',
    ],
    ['bigint', { N: '1.5' }, 'PrecisionError', 'All.bigint: 1.5 is no whole number'],
  ])('%s %j: %s', (name, value, code, message) => {
    const record = loaded(All, { id: { S: '1' }, [name]: value } as never);
    expect(() => record.readAttribute(name)).toThrow(expect.objectContaining({ code, message }) as never);
  });
});

test('R9: serialized is JSON unless a serializer is given', () => {
  expect(dump('serialized', { a: [1, 'x'] })).toEqual({ S: '{"a":[1,"x"]}' });
  expect(dump('yaml', 'x')).toEqual({ S: '!x' });
});

describe('D: what DynamoDB cannot keep is refused', () => {
  test('a number of more than 38 digits', () => {
    const digits = '1'.repeat(39);
    expect(() => dump('decimal', digits)).toThrow(PrecisionError);
    expect(() => dump('bigint', BigInt(digits))).toThrow(
      `All.bigint: DynamoDB cannot store this number: ${digits} has 39 significant digits; DynamoDB keeps at most 38`,
    );
  });

  test('a function, and an object of a class, in a map', () => {
    expect(() => dump('map', { a: () => 1 })).toThrow('All.map: DynamoDB cannot store a function');
    expect(() => dump('map', { a: day })).toThrow('All.map: DynamoDB cannot store a Date');
  });

  test('a set of different kinds of values', () => {
    expect(() => dump('raw', new Set(['a', 1]))).toThrow(
      'All.raw: DynamoDB cannot store a set of values that are not all strings, all numbers or all binary',
    );
  });

  test('digits that text has and no number holds', () => {
    expect(() => cast('integer', '9007199254740993')).toThrow(PrecisionError);
  });
});

describe('settings of types', () => {
  test('N storeEmptyStringAsNull: off keeps empty text', () => {
    configure({ storeEmptyStringAsNull: false });
    expect(dump('string', '')).toEqual({ S: '' });
    expect(dump('map', { a: '' })).toEqual({ M: { a: { S: '' } } });
  });

  test.each<[string, object, Name, unknown, object, Name, object]>([
    [
      'N storeBooleanAsNative',
      { storeBooleanAsNative: false },
      'boolean',
      true,
      { S: 't' },
      'textBoolean',
      { S: 't' },
    ],
    [
      'N storeBinaryAsNative',
      { storeBinaryAsNative: false },
      'binary',
      new Uint8Array([1, 2]),
      { S: 'AQI=' },
      'base64',
      { S: 'AQI=' },
    ],
    [
      'N storeDatetimeAsString',
      { storeDatetimeAsString: true },
      'datetime',
      day,
      { S: '2018-08-21T21:55:30+00:00' },
      'textDatetime',
      { S: '2018-08-21T21:55:30+00:00' },
    ],
    [
      'N storeDateAsString',
      { storeDateAsString: true },
      'date',
      '2017-09-25',
      { S: '2017-09-25' },
      'textDate',
      { S: '2017-09-25' },
    ],
  ])('%s: holds where a field says nothing', (_row, settings, name, value, stored, telling, told) => {
    expect(dump(name, value)).not.toEqual(stored);
    configure(settings);
    expect(dump(name, value)).toEqual(stored);
    expect(dump(telling, value)).toEqual(told);
  });

  test('N applicationTimezone: of text without an offset, of days, and of loaded times', () => {
    configure({ applicationTimezone: 'Europe/Berlin' });
    const record = new All(
      All.cast({ datetime: '2018-07-24 21:04:30', date: new Date('2018-07-24T22:30:00Z') }),
    );
    expect(record.datetime).toEqual(new Date('2018-07-24T19:04:30Z'));
    expect((record.datetime as Date & { toZonedISOString(): string }).toZonedISOString()).toBe(
      '2018-07-24T21:04:30.000+02:00',
    );
    expect(record.date).toBe('2018-07-25');
  });

  test('N dynamodbTimezone: of datetimes stored as text', () => {
    configure({ dynamodbTimezone: 'Asia/Tokyo' });
    expect(dump('textDatetime', day)).toEqual({ S: '2018-08-22T06:55:30+09:00' });
  });

  test('a time zone that is none', () => {
    configure({ applicationTimezone: 'Mars/Olympus' });
    expect(() => new All()).toThrow('"Mars/Olympus" is not a time zone');
  });

  test('N convertBigDecimal: numbers in maps, whatever digits it costs; else their digits', () => {
    const item = { id: { S: '1' }, map: { M: { big: { N: '9007199254740993' }, small: { N: '1.5' } } } };
    const exact = loaded(All, item).map as Record<string, unknown>;
    expect(exact['small']).toBe(1.5);
    expect(String(exact['big'])).toBe('9007199254740993');
    configure({ convertBigDecimal: true });
    expect((loaded(All, item).map as Record<string, unknown>)['big']).toBe(9007199254740992);
  });
});
