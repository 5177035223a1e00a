import { Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { USAGE_SOURCES, type UsageSourceName } from '../../lib/usage/usage-sources.ts';
import type { UsageGroup } from './usage-csv.ts';

const GROUPS = ['hour', 'day', 'operation', 'index'] as const;

/** The flags of `usage`. */
export const usageFlags = {
  since: Flags.string({
    summary: 'start of the period: hours or days ago, or the start of this month (UTC)',
    helpValue: '24h|7d|30d|month',
    default: 'month',
  }),
  by: Flags.option({ summary: 'group the usage by time, operation or index', options: GROUPS })(),
  source: Flags.option({
    summary: 'use only this source (default: the first that is available)',
    options: USAGE_SOURCES,
  })(),
  from: Flags.string({
    summary: 'log of your app with the lines of logUnits, from all its processes; or - for stdin',
    helpValue: 'FILE|-',
  }),
  csv: Flags.boolean({ summary: 'print CSV', exclusive: ['json'] }),
  'fail-over': Flags.string({
    summary: 'exit code 8 if more than this share of the monthly plan is used',
    helpValue: '80%',
  }),
};

export interface UsageFlagValues {
  since: string;
  by?: UsageGroup | undefined;
  source?: UsageSourceName | undefined;
  from?: string | undefined;
  csv: boolean;
  'fail-over'?: string | undefined;
}

/**
 * The limit of `--fail-over` as a share: 1 is the whole plan; `undefined` without the flag.
 * @throws AutodyneError `InvalidUsage` for a value that is not a percentage, and for `--from` with another `--source`
 */
export function readUsageLimit({ from, source, 'fail-over': failOver }: UsageFlagValues): number | undefined {
  if (from !== undefined && source !== undefined && source !== 'logs') {
    throw new AutodyneError(
      'InvalidUsage',
      `--from reads the log of an app, so it cannot be combined with --source ${source}`,
    );
  }
  if (failOver === undefined) return undefined;
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(failOver)?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  throw new AutodyneError(
    'InvalidUsage',
    `--fail-over must be a percentage of the plan, such as 80%, not "${failOver}"`,
  );
}

/** The time step of the chart; `undefined` where `--by` is not about time. */
export function timeGroup(by: UsageGroup | undefined): 'hour' | 'day' | undefined {
  return by === 'hour' || by === 'day' ? by : undefined;
}
