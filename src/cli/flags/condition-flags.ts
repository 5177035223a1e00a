import { Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import {
  type OwnCondition,
  parseExpressionNames,
  parseExpressionValues,
} from '../../lib/items/conditions/own-expressions.ts';
import type { ItemForm } from '../../lib/items/json/item-form.ts';

/** Placeholders for DynamoDB expressions. */
export const placeholderFlags = {
  names: Flags.string({
    summary: 'names for expression placeholders',
    helpValue: '{"#a":"artist"}',
  }),
  values: Flags.string({
    summary: 'values for expression placeholders, as typed or plain JSON',
    helpValue: '{":y":2010}',
  }),
};

/** With it, a value that looks like a number is a string without any note or refusal: for scripts. */
export const textFlag = Flags.boolean({
  summary: 'treat every value after = as a string, even a number, true, false or null',
});

/** A DynamoDB condition expression. @param verb what is done only if it is true */
export function conditionFlag(verb: string) {
  return Flags.string({
    summary: `${verb} only if this condition expression is true`,
    helpValue: 'EXPRESSION',
  });
}

/** {@link conditionFlag}, and its placeholders. @param verb as there */
export function conditionFlags(verb: string) {
  return { condition: conditionFlag(verb), ...placeholderFlags };
}

/** @throws AutodyneError `InvalidUsage` for placeholders without a condition, `InvalidInput` */
export function ownCondition(
  flags: { condition?: string | undefined; names?: string | undefined; values?: string | undefined },
  form?: ItemForm,
): OwnCondition | undefined {
  if (flags.condition === undefined) {
    if (flags.names === undefined && flags.values === undefined) return undefined;
    throw new AutodyneError('InvalidUsage', '--names and --values require --condition');
  }
  return {
    expression: flags.condition,
    names: flags.names === undefined ? undefined : parseExpressionNames(flags.names),
    values: flags.values === undefined ? undefined : parseExpressionValues(flags.values, form),
  };
}
