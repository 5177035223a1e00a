import { Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import {
  type OwnUpdate,
  parseExpressionNames,
  parseExpressionValues,
} from '../../lib/items/conditions/own-expressions.ts';
import { conditionFlag, placeholderFlags } from './condition-flags.ts';

const arg = { multiple: true, multipleNonGreedy: true } as const;

/** The flags of `update` that are a change each. */
const changeFlags = {
  set: Flags.string({
    ...arg,
    summary: 'set an attribute, or a value inside it',
    helpValue: 'PATH=TEXT|PATH:=JSON',
  }),
  'set-if-absent': Flags.string({
    ...arg,
    summary: 'set it only if it does not exist',
    helpValue: 'PATH=TEXT|PATH:=JSON',
  }),
  append: Flags.string({
    ...arg,
    summary: 'add elements at the end of a list',
    helpValue: 'PATH=A,B|PATH:=LIST',
  }),
  prepend: Flags.string({
    ...arg,
    summary: 'add elements at the start of a list',
    helpValue: 'PATH=A,B|PATH:=LIST',
  }),
  copy: Flags.string({ ...arg, summary: 'set an attribute to the value of another', helpValue: 'NEW=OLD' }),
  add: Flags.string({ ...arg, summary: 'add to a number or a set', helpValue: 'PATH:=NUMBER|PATH=A,B' }),
  delete: Flags.string({ ...arg, summary: 'delete elements from a set', helpValue: 'PATH=A,B' }),
  remove: Flags.string({
    ...arg,
    summary: 'remove attributes, or values inside them',
    helpValue: 'A,B.C',
  }),
};

/** The flags of `update`. */
export const updateFlags = {
  ...changeFlags,
  parents: Flags.boolean({ summary: 'make absent maps on the way to what is changed' }),
  if: Flags.string({ ...arg, summary: 'update only if this condition is true', helpValue: 'WHERE' }),
  expression: Flags.string({
    summary: 'an update expression, instead of the flags above',
    helpValue: 'EXPRESSION',
    exclusive: [...Object.keys(changeFlags), 'parents'],
  }),
  condition: conditionFlag('update'),
  ...placeholderFlags,
  text: Flags.boolean({
    summary: 'treat every value after = as a string, whatever it looks like or replaces',
  }),
  upsert: Flags.boolean({ summary: 'create the item if it does not exist' }),
  return: Flags.option({
    summary: 'print the item after or before the change',
    options: ['new', 'old'] as const,
  })(),
  'dry-run': Flags.boolean({ summary: 'print the request and send nothing' }),
};

/**
 * The expressions of `update`'s flags in DynamoDB's own language; `undefined` for none.
 * @throws AutodyneError `InvalidUsage` for placeholders without an expression, `InvalidInput`
 */
export function ownUpdate(flags: {
  expression?: string | undefined;
  condition?: string | undefined;
  names?: string | undefined;
  values?: string | undefined;
}): OwnUpdate | undefined {
  if (flags.expression === undefined && flags.condition === undefined) {
    if (flags.names === undefined && flags.values === undefined) return undefined;
    throw new AutodyneError('InvalidUsage', '--names and --values require --expression or --condition');
  }
  return {
    update: flags.expression,
    condition: flags.condition,
    names: flags.names === undefined ? undefined : parseExpressionNames(flags.names),
    values: flags.values === undefined ? undefined : parseExpressionValues(flags.values),
  };
}
