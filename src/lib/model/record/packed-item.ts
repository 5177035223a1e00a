import { type AttributeValue, type Item, newItem } from '../../items/values/attribute-value.ts';
import { MODEL_ATTRIBUTE, type Model, type ModelField } from '../definition/model.ts';
import type { StoredType } from '../fields/field-type.ts';
import { bareTextValue, type ItemText, itemOfText, textValue } from './item-text.ts';

/** An attribute value of another type than its field usually has. */
class OtherType {
  readonly value: AttributeValue;

  constructor(value: AttributeValue) {
    this.value = value;
  }
}

/** Attributes without a field are only the `_model` of the shared table, as it should be. */
const OWN_MODEL = Symbol('_model');

/**
 * An item in half the memory: by the position of its field, the bare value of each attribute (`'x'` for `{ S: 'x' }`), then
 * the attributes without a field, if there are any. Ten thousand parsed items have 1.7 times the memory of the plain objects
 * that the SDK makes of them; packed ones, with the records around them, less than 1.2 times.
 */
type PackedValues = readonly unknown[];

/** An item that came as bytes stays text. */
export type PackedItem = PackedValues | ItemText;

export function packItem(model: Model, item: Item): PackedItem {
  const { fieldByAttribute, fields, baseName, table } = model;
  // At its full length from the start: an array that grows gets a half more than it needs.
  const packed: unknown[] = new Array(fields.length + 1).fill(undefined);
  let rest: Item | undefined;
  let isOwn = false;
  for (const name of Object.keys(item)) {
    const value = item[name];
    const field = fieldByAttribute.get(name);
    if (value === undefined) continue;
    if (field !== undefined) packed[field.position] = packValue(field, value);
    else if (name === MODEL_ATTRIBUTE && table.isShared && value.S === baseName) isOwn = true;
    else {
      rest ??= newItem();
      rest[name] = value;
    }
  }
  if (rest !== undefined && isOwn) rest[MODEL_ATTRIBUTE] = { S: baseName };
  packed[fields.length] = rest ?? (isOwn ? OWN_MODEL : undefined);
  return packed;
}

function packValue({ type: { storedAs } }: ModelField, value: AttributeValue): unknown {
  const bare: unknown = storedAs === undefined ? undefined : value[storedAs];
  return bare === undefined ? new OtherType(value) : bare;
}

/** The attribute value of a field; undefined if the item does not have it. */
export function packedValue(model: Model, packed: PackedItem, field: ModelField): AttributeValue | undefined {
  const bare = bareValue(model, packed, field);
  if (bare !== undefined) return attributeValue(field.type.storedAs ?? 'S', bare);
  if (typeof packed === 'string') return textValue(packed, field, model.fields.length);
  const other = packed[field.position];
  return other instanceof OtherType ? other.value : undefined;
}

/** The bare value of a field, where it is of the type that the field usually has. */
export function bareValue({ fields }: Model, packed: PackedItem, field: ModelField): unknown {
  if (typeof packed === 'string') return bareTextValue(packed, field, fields.length);
  const bare = packed[field.position];
  return bare instanceof OtherType ? undefined : bare;
}

function attributeValue(type: StoredType, bare: unknown): AttributeValue {
  // A computed name takes V8 several times as long, and these two are nearly all.
  if (type === 'S') return { S: bare as string };
  if (type === 'N') return { N: bare as string };
  return { [type]: bare } as unknown as AttributeValue;
}

/** The whole item, in a new object. */
export function unpackItem(model: Model, packed: PackedItem): Item {
  if (typeof packed === 'string') return itemOfText(packed, model.fields.length);
  const rest = packed[model.fields.length];
  // An object without a prototype is a hash table to V8: larger, and slower to write.
  const isOrdinary = typeof rest !== 'object' && !model.fieldByAttribute.has('__proto__');
  const item: Item = isOrdinary ? {} : newItem();
  for (const field of model.fields) {
    const value = packedValue(model, packed, field);
    if (value !== undefined) item[field.attribute] = value;
  }
  if (rest === OWN_MODEL) item[MODEL_ATTRIBUTE] = { S: model.baseName };
  else if (rest !== undefined) Object.assign(item, rest);
  return item;
}
