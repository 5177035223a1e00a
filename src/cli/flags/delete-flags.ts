import { Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { type BudgetFlagValues, budgetFlags } from './budget-flags.ts';
import { conditionFlags, textFlag } from './condition-flags.ts';

const arg = { multiple: true, multipleNonGreedy: true, helpValue: 'WHERE' } as const;

/** The flags of `delete`. */
export const deleteFlags = {
  if: Flags.string({ ...arg, summary: 'delete only if this condition is true' }),
  ...conditionFlags('delete'),
  'return-old': Flags.boolean({ summary: 'print the deleted item' }),
  where: Flags.string({
    ...arg,
    summary: 'delete every item that matches this condition',
    exclusive: ['all'],
  }),
  text: textFlag,
  all: Flags.boolean({ summary: 'delete every item of the table' }),
  confirm: Flags.string({
    summary: 'table name, to confirm that many items are deleted',
    helpValue: 'TABLE',
  }),
  'dry-run': Flags.boolean({
    summary: 'delete nothing; print the request, or the number of items and the first keys',
  }),
  ...budgetFlags,
};

export interface DeleteFlagValues extends BudgetFlagValues {
  if?: string[] | undefined;
  condition?: string | undefined;
  names?: string | undefined;
  values?: string | undefined;
  'return-old': boolean;
  where?: string[] | undefined;
  text: boolean;
  all: boolean;
  confirm?: string | undefined;
  'dry-run': boolean;
}

/**
 * Requires exactly one way to select items: a key, or `--where` or `--all`.
 * @throws AutodyneError `InvalidUsage`
 */
export function assertOneWay(hasKey: boolean, isSelection: boolean): void {
  if (hasKey !== isSelection) return;
  const problem = hasKey ? 'a key cannot be combined with --where or --all' : 'specify what to delete';
  throw new AutodyneError('InvalidUsage', problem, {
    suggestions: ['one item: autodyne delete KEY', 'many: --where WHERE or --all, with --confirm TABLE'],
  });
}

/**
 * Refuses `--estimate` without `--where` or `--all`: otherwise the number of items is known without it.
 * @throws AutodyneError `InvalidUsage`
 */
export function assertNoBudget(flags: DeleteFlagValues): void {
  if (!flags.estimate) return;
  throw new AutodyneError('InvalidUsage', '--estimate requires --where or --all', {
    suggestions: [
      'deleting an item consumes one write unit per KB, and the same in each index that contains the item',
    ],
  });
}

/**
 * Refuses, for a deletion of many items, the flags that work for a single item only: a condition that protects items must
 * not be silently ignored.
 * @throws AutodyneError `InvalidUsage`
 */
export function assertNothingForOne(flags: DeleteFlagValues): void {
  const given = (['if', 'condition', 'names', 'values', 'return-old'] as const).find(
    (name) => flags[name] !== undefined && flags[name] !== false,
  );
  if (given === undefined) return;
  throw new AutodyneError('InvalidUsage', `--${given} cannot be used to delete many items`, {
    suggestions: [
      'to see how many items it would delete: --dry-run',
      'to save a copy first, with the same --where: autodyne dump',
    ],
  });
}
