import { Flags } from '@oclif/core';
import type { ItemForm } from '../../lib/items/json/item-form.ts';

/** Flags that force how JSON of items is read. */
export const itemFormFlags = {
  typed: Flags.boolean({ summary: 'read DynamoDB JSON, whatever its shape', exclusive: ['plain'] }),
  plain: Flags.boolean({ summary: 'read plain JSON, whatever its shape', exclusive: ['typed'] }),
};

/** The form that is forced, if one is. */
export function itemForm(flags: { typed?: boolean; plain?: boolean }): ItemForm | undefined {
  if (flags.typed) return 'typed';
  return flags.plain ? 'plain' : undefined;
}
