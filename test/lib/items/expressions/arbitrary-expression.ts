import fc from 'fast-check';
import { type AttributeValue, type Item, newItem } from '../../../../src/lib/items/values/attribute-value.ts';

/** An expression as a person writes it, with what its placeholders stand for. */
export interface WrittenExpression {
  text: string;
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
}

/** Few names and few values, so that items and conditions meet; none of them, in all their types, is an easy one. */
const NAMES = ['a', 'b', 'c', 'size', 'constructor'];
const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'b', 'é🎵', '🎵', '1').map((S) => ({ S })),
  fc
    .constantFrom(
      '1',
      '1.0',
      '10',
      '1e1',
      '-1',
      '-0',
      '0',
      '0.5',
      '2',
      '12345678901234567890123456789012345678',
    )
    .map((N) => ({ N })),
  fc.constantFrom([], [1], [1, 2], [255]).map((bytes) => ({ B: Uint8Array.from(bytes) })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true as const }),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  { arbitrary: scalar, weight: 4 },
  fc.subarray(['', 'a', 'ab', '1'], { minLength: 1 }).map((SS) => ({ SS })),
  fc.shuffledSubarray(['1', '10', '-1', '0.5'], { minLength: 1 }).map((NS) => ({ NS })),
  fc
    .shuffledSubarray([[1], [1, 2], [255]], { minLength: 1 })
    .map((elements) => ({ BS: elements.map((bytes) => Uint8Array.from(bytes)) })),
  fc
    .array(
      fc.oneof(
        scalar,
        scalar.map((element) => ({ L: [element] })),
      ),
      { maxLength: 3 },
    )
    .map((L) => ({ L })),
  fc.dictionary(fc.constantFrom('a', 'k'), scalar).map((M) => ({ M })),
);

/** An item without its key. */
export const arbitraryAttributes: fc.Arbitrary<Item> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), value), { selector: ([name]) => name })
  .map((entries) => {
    const item = newItem();
    for (const [name, member] of entries) item[name] = member;
    return item;
  });

/** A piece of an expression that writes itself, its placeholders given by `placeholder`. */
type Writer = (placeholder: (meaning: string | AttributeValue) => string) => string;

const path: fc.Arbitrary<Writer> = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom('', '', '', '[0]', '[1]', '.a', '.k', '[0][0]'))
  .map(
    ([name, rest]) =>
      (placeholder) =>
        `${name.length === 1 ? name : placeholder(name)}${rest}`,
  );
const literal: fc.Arbitrary<Writer> = value.map((meaning) => (placeholder) => placeholder(meaning));
const size: fc.Arbitrary<Writer> = path.map((of) => (placeholder) => `size(${of(placeholder)})`);
const operand = fc.oneof(path, literal, { arbitrary: path, weight: 2 }, size);
const part = fc.oneof({ arbitrary: literal, weight: 2 }, path);

const comparison = fc.tuple(operand, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand).map(
  ([left, sign, right]): Writer =>
    (placeholder) =>
      `${left(placeholder)} ${sign} ${right(placeholder)}`,
);
const between = fc.tuple(operand, operand, operand).map(
  ([whole, low, high]): Writer =>
    (placeholder) =>
      `${whole(placeholder)} BETWEEN ${low(placeholder)} AND ${high(placeholder)}`,
);
const among = fc.tuple(operand, fc.array(operand, { minLength: 1, maxLength: 4 })).map(
  ([whole, candidates]): Writer =>
    (placeholder) =>
      `${whole(placeholder)} IN (${candidates.map((candidate) => candidate(placeholder)).join(', ')})`,
);
const existence = fc.tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), path).map(
  ([name, of]): Writer =>
    (placeholder) =>
      `${name}(${of(placeholder)})`,
);
const typed = fc.tuple(path, fc.constantFrom('S', 'N', 'B', 'SS', 'NS', 'BS', 'L', 'M', 'BOOL', 'NULL')).map(
  ([of, S]): Writer =>
    (placeholder) =>
      `attribute_type(${of(placeholder)}, ${placeholder({ S })})`,
);
const partOf = fc.tuple(fc.constantFrom('contains', 'begins_with'), path, part).map(
  ([name, whole, of]): Writer =>
    (placeholder) =>
      `${name}(${whole(placeholder)}, ${of(placeholder)})`,
);

const { condition } = fc.letrec<{ condition: Writer }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    comparison,
    fc.oneof(between, among, existence, typed, partOf),
    tie('condition').map(
      (inner): Writer =>
        (placeholder) =>
          `NOT ${parenthesised(inner(placeholder))}`,
    ),
    fc
      .tuple(fc.constantFrom('AND', 'OR', 'and', 'or'), tie('condition'), tie('condition'), fc.boolean())
      .map(([arg, left, right, isBare]): Writer => {
        const wrap = isBare ? (text: string) => text : parenthesised;
        return (placeholder) => `${wrap(left(placeholder))} ${arg} ${wrap(right(placeholder))}`;
      }),
  ),
}));

function parenthesised(text: string): string {
  return `(${text})`;
}

/** An expression over the attributes of {@link arbitraryAttributes}; DynamoDB may refuse it. */
export const arbitraryExpression: fc.Arbitrary<WrittenExpression> = condition.map((write) => {
  const written: WrittenExpression = { text: '', names: {}, values: {} };
  written.text = write((meaning) => {
    if (typeof meaning === 'string') {
      written.names[`#${meaning}`] = meaning;
      return `#${meaning}`;
    }
    const placeholder = `:v${Object.keys(written.values).length}`;
    written.values[placeholder] = meaning;
    return placeholder;
  });
  return written;
});
