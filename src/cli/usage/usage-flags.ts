import { Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { USAGE_SOURCES, type UsageSourceName } from '../../lib/usage/usage-sources.ts';
import type { UsageGroup } from './usage-csv.ts';

const GROUPS = ['hour', 'day', 'operation', 'index'] as const;

/** The flags of `usage`. */
export const usageFlags = {
  since: Flags.string({
    summary: 'how far back: hours, days, or the calendar month of UTC',
    helpValue: '24h|7d|30d|month',
    default: 'month',
  }),
  by: Flags.option({ summary: 'what is shown apart', options: GROUPS })(),
  source: Flags.option({
    summary: 'ask this source alone, instead of the best that is there',
    options: USAGE_SOURCES,
  })(),
  from: Flags.string({
    summary: "an app's log with the lines of onUnits, from all its processes; - is stdin",
    helpValue: 'FILE|-',
  }),
  csv: Flags.boolean({ summary: 'print CSV', exclusive: ['json'] }),
  'fail-over': Flags.string({
    summary: "exit code 8 when more of the plan's month is used",
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
      `--from reads an app's log, and --source ${source} asks for another`,
    );
  }
  if (failOver === undefined) return undefined;
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(failOver)?.[1];
  if (percent !== undefined) return Number(percent) / 100;
  throw new AutodyneError(
    'InvalidUsage',
    `--fail-over is a share of the plan such as 80%, not "${failOver}"`,
  );
}

/** The time step of the chart; `undefined` where `--by` is not about time. */
export function timeGroup(by: UsageGroup | undefined): 'hour' | 'day' | undefined {
  return by === 'hour' || by === 'day' ? by : undefined;
}
