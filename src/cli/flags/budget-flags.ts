import { Flags } from '@oclif/core';
import { countOf } from '../../lib/errors/count-text.ts';
import { requestUnits, type Units } from '../../lib/usage/unit-meter.ts';
import { shareText } from '../render/share-text.ts';

/** `--max-units`: the same for every command that has it. */
export const maxUnitsFlag = {
  'max-units': Flags.integer({
    summary: 'stop after using this many request units (reads + 5 x writes): exit code 3',
    helpValue: 'N',
    min: 1,
  }),
};

/** The flags of commands that can cost much. */
export const budgetFlags = {
  estimate: Flags.boolean({ summary: 'print the estimated cost and exit' }),
  ...maxUnitsFlag,
};

export interface BudgetFlagValues {
  estimate: boolean;
  'max-units'?: number | undefined;
}

/** `--estimate --json`; see `docs/json.md`. Null if it cannot be known before. */
export interface UnitEstimate {
  read: number | null;
  write: number | null;
  /** Reads + 5 x writes. */
  request: number | null;
  /** Of the monthly request units of the plan: 1 is all of them. */
  planShare: number | null;
}

export const UNKNOWN_ESTIMATE: UnitEstimate = { read: null, write: null, request: null, planShare: null };

export function unitEstimate({ read, write }: Units, planUnits: number): UnitEstimate {
  const request = requestUnits({ read, write });
  return { read, write, request, planShare: request / planUnits };
}

/** For example `about 12 read units (12 request units), 0.1 % of the monthly plan`. */
export function unitEstimateText({ read, write, request, planShare }: UnitEstimate): string {
  if (read === null || write === null || request === null || planShare === null)
    return 'an unknown number of units';
  const kinds = [
    ...(read > 0 || write === 0 ? [countOf(read, 'read unit')] : []),
    ...(write > 0 ? [countOf(write, 'write unit')] : []),
  ].join(', ');
  return `about ${kinds} (${countOf(request, 'request unit')}), ${shareText(planShare)} of the monthly plan`;
}
