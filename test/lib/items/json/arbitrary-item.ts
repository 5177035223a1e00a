import fc from 'fast-check';
import type { AttributeValue, Item } from '../../../../src/lib/items/values/attribute-value.ts';
import { newItem } from '../../../../src/lib/items/values/attribute-value.ts';
import { canonicalNumber } from '../../../../src/lib/items/values/decimal.ts';

/** Numbers as people and DynamoDB write them, to the ends of what is legal. */
const number = fc.oneof(
  fc.constantFrom('0', '-0', '1.10', '1E-130', '-1E-130', '9.9999999999999999999999999999999999999E+125'),
  fc.constantFrom(
    '9'.repeat(38),
    `-${'9'.repeat(38)}`,
    `0.${'1'.repeat(38)}`,
    '123456789012345678901234567890.5',
  ),
  fc.integer().map(String),
  fc
    .tuple(fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n), fc.integer({ min: -120, max: 80 }))
    .map(([digits, power]) => `${digits}e${power}`),
);

const oddNames = fc.constantFrom(
  ...[
    '__proto__',
    'constructor',
    'toJSON',
    'hasOwnProperty',
    '$set',
    '$binary',
    '$map',
    'Item',
    'S',
    ...['N', 'B', 'M', 'L', 'BOOL', 'NULL', 'SS', 'NS', 'BS'],
  ],
  ...['a.b', 'a[0]', '', ' ', '1', '👩‍👩‍👧', 'naïve', '"', '\\', '\n', '\u2028', '\u0000'],
);

function text(isStorable: boolean): fc.Arbitrary<string> {
  return fc.oneof(
    oddNames,
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    ...(isStorable ? [] : [fc.constantFrom('\ud83d', 'x\udc00y')]),
  );
}

const bytes = fc.uint8Array({ maxLength: 20 });

export interface ArbitraryItemOptions {
  /** Without what text may hold but DynamoDB does not keep: half surrogate pairs, empty names. */
  isStorable: boolean;
}

/** Any item of any of the ten types, nested; names and values that break careless code among them. */
export function arbitraryItem(options: ArbitraryItemOptions): fc.Arbitrary<Item> {
  const string = text(options.isStorable);
  const name = options.isStorable ? string.filter((key) => key !== '') : string;
  const { value } = fc.letrec<{ value: AttributeValue; map: Item }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      string.map((S) => ({ S })),
      number.map((N) => ({ N })),
      bytes.map((B) => ({ B })),
      fc.boolean().map((BOOL) => ({ BOOL })),
      fc.constant({ NULL: true as const }),
      fc.uniqueArray(string, { minLength: 1, maxLength: 4 }).map((SS) => ({ SS })),
      fc.uniqueArray(number, { minLength: 1, maxLength: 4, selector: canonicalNumber }).map((NS) => ({ NS })),
      fc
        .uniqueArray(bytes, { minLength: 1, maxLength: 4, selector: (b) => Buffer.from(b).toString('hex') })
        .map((BS) => ({ BS })),
      fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })),
      tie('map').map((M) => ({ M })),
    ),
    map: map(name, tie('value')),
  }));
  return map(name, value);
}

function map(name: fc.Arbitrary<string>, value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Item> {
  return fc.uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key }).map((entries) => {
    const item = newItem();
    for (const [key, member] of entries) item[key] = member;
    return item;
  });
}
