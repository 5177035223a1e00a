import { type ResolvedSettings, settingOf } from '../settings/resolve-settings.ts';
import { DEFAULT_PLAN_UNITS } from '../settings/settings.ts';
import type { SourceReading } from './usage-sources.ts';
import { summarizeUsage, type UsageResult } from './usage-summary.ts';

/**
 * The reading of a source, summed up as `usage --json` prints it. A plan that was set wins over the one that the server
 * reports, and that over the default.
 */
export function summarizeReading(
  { reports, passedOver }: SourceReading,
  options: { planUnits: number | undefined; pointSeconds: number; now: number },
): Omit<UsageResult, 'isOver'> {
  const [shown, recent = shown] = reports;
  const planUnits = options.planUnits ?? recent.PlanUnits ?? DEFAULT_PLAN_UNITS;
  return { ...summarizeUsage({ shown, recent }, { ...options, planUnits }), passedOver };
}

/** The plan's request units, where someone set them. */
export function setPlanUnits(resolved: ResolvedSettings): number | undefined {
  const { source = 'default', value } = settingOf(resolved, 'planUnits') ?? {};
  return source === 'default' ? undefined : Number(value);
}
