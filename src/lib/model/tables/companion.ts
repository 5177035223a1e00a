import { createHash } from 'node:crypto';
import { type AttributeValue, getAttribute, type Item, newItem } from '../../items/values/attribute-value.ts';
import { parseDecimal } from '../../items/values/decimal.ts';
import { COMPANION_MODEL, MODEL_ATTRIBUTE, type Model, type ModelField } from '../definition/model.ts';
import { OWNER_ATTRIBUTE, uniqueFieldsOf } from '../definition/unique-fields.ts';

/** Longer values stand in a companion's key as their SHA-256. */
const MAX_VALUE_BYTES = 1024;

/** A value of a unique field that an item has, and the key of its companion. */
export interface Companion {
  readonly id: string;
  readonly field: ModelField;
  readonly value: AttributeValue;
}

/** The companions that an item of the model's family has; none for another's item, or none at all. */
export function companionsOf(model: Model, item: Item | undefined): Companion[] {
  if (item === undefined || getAttribute(item, MODEL_ATTRIBUTE)?.S !== model.baseName) return [];
  return uniqueFieldsOf(model).flatMap((field) => {
    const value = getAttribute(item, field.attribute);
    const text = value?.S ?? (value?.N === undefined ? undefined : plainNumber(value.N));
    if (value === undefined || text === undefined) return [];
    return [{ id: companionId(model, field, text), field, value }];
  });
}

/** `_unique#User#email#VALUE`. */
function companionId({ baseName }: Model, { name }: ModelField, text: string): string {
  const isLong = Buffer.byteLength(text) > MAX_VALUE_BYTES;
  const value = isLong ? createHash('sha256').update(text).digest('hex') : text;
  return [COMPANION_MODEL, baseName, name, value].join('#');
}

/** @param owner the record's item, whose time to live it shares */
export function companionItem(model: Model, id: string, owner: Item): Item {
  const { partitionKey, expires } = model;
  const item = newItem();
  item[partitionKey.attribute] = { S: id };
  item[MODEL_ATTRIBUTE] = { S: COMPANION_MODEL };
  item[OWNER_ATTRIBUTE] = owner[partitionKey.attribute] ?? { NULL: true };
  const ends = expires && getAttribute(owner, expires.field.attribute);
  if (expires !== undefined && ends?.N !== undefined) item[expires.field.attribute] = ends;
  return item;
}

export function isCompanion(item: Item): boolean {
  return getAttribute(item, MODEL_ATTRIBUTE)?.S === COMPANION_MODEL;
}

/** The same text for all ways to write a number, without an exponent. */
function plainNumber(text: string): string {
  const decimal = parseDecimal(text);
  if (decimal === undefined) return text;
  const { isNegative, digits, exponent } = decimal;
  if (digits === '') return '0';
  const whole = exponent > 0 ? digits.slice(0, exponent).padEnd(exponent, '0') : '0';
  const fraction = exponent > 0 ? digits.slice(exponent) : '0'.repeat(-exponent) + digits;
  return `${isNegative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The sum of two of DynamoDB's numbers, exactly. */
export function sumOfNumbers(first: string, second: string): string {
  const texts = [plainNumber(first), plainNumber(second)];
  const decimals = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0));
  const [a = 0n, b = 0n] = texts.map((text) => {
    const [whole = '', fraction = ''] = text.split('.');
    return BigInt(whole + fraction.padEnd(decimals, '0'));
  });
  return plainNumber(`${a + b}e-${decimals}`);
}
