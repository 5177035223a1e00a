import { type ResolvedSettings, settingOf } from '../../lib/settings/resolve-settings.ts';
import { DEFAULT_PLAN_UNITS } from '../../lib/settings/settings.ts';
import type { SourceReading } from '../../lib/usage/usage-sources.ts';
import { summarizeUsage, type UsageResult } from '../../lib/usage/usage-summary.ts';

/**
 * What a source said, summed up as `usage --json` prints it.
 * @param planUnits what was set, which wins over what the server knows of the plan, and that over the default
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
