import { keyOf } from '../keys/key-of.ts';
import { keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import type { Item } from '../values/attribute-value.ts';
import { toPlainJsonText } from './plain-json-text.ts';

/** An item's key as plain JSON, for messages. */
export function plainKeyText(item: Item, schema: TableSchema): string {
  return toPlainJsonText(
    keyOf(
      item,
      keyAttributesOf(schema.key).map(({ name }) => name),
    ),
  );
}
