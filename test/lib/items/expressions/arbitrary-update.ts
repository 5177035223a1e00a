import fc from 'fast-check';
import type { AttributeValue } from '../../../../src/lib/items/values/attribute-value.ts';
import type { WrittenExpression } from './arbitrary-expression.ts';

/** A piece of an expression that writes itself, its placeholders given by `placeholder`. */
type Writer = (placeholder: (meaning: string | AttributeValue) => string) => string;

/** Attributes of their own, so that no path is in another. */
const PLACES = ['a', 'b', 'c', 'd.k', 'd.m', 'e[0]', 'e[1]', 'size', 'name', 'f'] as const;
const location = fc.constantFrom(...PLACES);
const written = (path: string): Writer =>
  path === 'size' || path === 'name' ? (placeholder) => placeholder(path) : () => path;

const number = fc.constantFrom('1', '-2.5', '1e10').map((N): AttributeValue => ({ N }));
const list = fc
  .constantFrom([], [{ S: 'é' }], [{ N: '1' }, { NULL: true }])
  .map((L): AttributeValue => ({ L: [...L] }));
const set = fc.constantFrom<AttributeValue>({ SS: ['é'] }, { NS: ['1', '2'] }, { BS: [Uint8Array.of(1)] });
const any = fc.oneof(
  number,
  list,
  set,
  fc.constantFrom<AttributeValue>({ S: '名' }, { BOOL: true }, { M: {} }),
);
const literal = (value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Writer> =>
  value.map((meaning) => (placeholder) => placeholder(meaning));
const path = location.map(written);

/** `if_not_exists(path, …)`, with another path or with a value. */
function orElse(value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Writer> {
  return fc.tuple(path, literal(value)).map(
    ([first, second]) =>
      (placeholder) =>
        `if_not_exists(${first(placeholder)}, ${second(placeholder)})`,
  );
}

const operandOf = (value: fc.Arbitrary<AttributeValue>): fc.Arbitrary<Writer> =>
  fc.oneof(path, literal(value), orElse(value));
const sum = fc
  .tuple(operandOf(number), fc.constantFrom('+', ' - '), operandOf(number), fc.boolean())
  .map(([left, sign, right, isBare]): Writer => {
    const text: Writer = (placeholder) => `${left(placeholder)}${sign}${right(placeholder)}`;
    return isBare ? text : (placeholder) => `(${text(placeholder)})`;
  });
const append = fc.tuple(operandOf(list), operandOf(list)).map(
  ([left, right]): Writer =>
    (placeholder) =>
      `list_append(${left(placeholder)},${right(placeholder)})`,
);
const value = fc.oneof(operandOf(any), sum, append);

const actions = {
  SET: value.map(
    (right) =>
      (at: Writer): Writer =>
      (p) =>
        `${at(p)} = ${right(p)}`,
  ),
  REMOVE: fc.constant((at: Writer): Writer => at),
  ADD: literal(fc.oneof(number, set)).map(
    (right) =>
      (at: Writer): Writer =>
      (p) =>
        `${at(p)} ${right(p)}`,
  ),
  DELETE: literal(set).map(
    (right) =>
      (at: Writer): Writer =>
      (p) =>
        `${at(p)} ${right(p)}`,
  ),
};
type Section = keyof typeof actions;

/** An update expression that DynamoDB takes, whatever it then says to the item. */
export const arbitraryUpdate: fc.Arbitrary<WrittenExpression> = fc
  .tuple(
    fc.shuffledSubarray([...PLACES], { minLength: 1, maxLength: 6 }),
    fc.array(fc.constantFrom<Section>('SET', 'REMOVE', 'ADD', 'DELETE'), { minLength: 6, maxLength: 6 }),
    fc.boolean(),
  )
  .chain(([slots, sections, isSmall]) =>
    fc
      .tuple(...slots.map((_, index) => actions[sections[index] ?? 'SET']))
      .map((writers) => writeSections(slots, sections, writers, isSmall)),
  );

function writeSections(
  slots: readonly string[],
  sections: readonly Section[],
  writers: readonly ((at: Writer) => Writer)[],
  isSmall: boolean,
): WrittenExpression {
  const result: WrittenExpression = { text: '', names: {}, values: {} };
  const placeholder = (meaning: string | AttributeValue): string => {
    if (typeof meaning === 'string') {
      result.names[`#${meaning}`] = meaning;
      return `#${meaning}`;
    }
    const name = `:v${Object.keys(result.values).length}`;
    result.values[name] = meaning;
    return name;
  };
  const texts = (Object.keys(actions) as Section[]).flatMap((section) => {
    const inIt = slots.flatMap((at, index) =>
      sections[index] === section ? [writers[index]?.(written(at))(placeholder)] : [],
    );
    return inIt.length === 0 ? [] : [`${isSmall ? section.toLowerCase() : section} ${inIt.join(', ')}`];
  });
  result.text = texts.join(isSmall ? '\n' : ' ');
  return result;
}

/** A projection expression that DynamoDB takes. */
export const arbitraryProjection: fc.Arbitrary<Omit<WrittenExpression, 'values'>> = fc
  .tuple(fc.shuffledSubarray([...PLACES], { minLength: 1 }), fc.constantFrom(',', ' , '))
  .map(([slots, comma]) => {
    const names: Record<string, string> = {};
    const texts = slots.map((at) =>
      written(at)((meaning) => {
        names[`#${String(meaning)}`] = String(meaning);
        return `#${String(meaning)}`;
      }),
    );
    return { text: texts.join(comma), names };
  });
