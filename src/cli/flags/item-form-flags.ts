import { Flags } from '@oclif/core';
import type { ItemForm } from '../../lib/items/json/item-form.ts';

/** Flags that turn off the detection of the JSON form. */
export const itemFormFlags = {
  typed: Flags.boolean({ summary: 'read the input as DynamoDB JSON', exclusive: ['plain', 'csv'] }),
  plain: Flags.boolean({ summary: 'read the input as plain JSON', exclusive: ['typed', 'csv'] }),
};

/** `undefined` to detect the form. */
export function itemForm(flags: { typed?: boolean; plain?: boolean }): ItemForm | undefined {
  if (flags.typed) return 'typed';
  return flags.plain ? 'plain' : undefined;
}
