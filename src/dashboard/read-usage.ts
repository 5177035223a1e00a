import { usageReaders } from '../cli/usage/usage-readers.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { summarizeReading } from '../lib/usage/summarize-reading.ts';
import { USAGE_PERIODS } from '../lib/usage/usage-report.ts';
import { readFirstSource } from '../lib/usage/usage-sources.ts';
import { pointSecondsOf, sinceTime, usageQueries } from '../lib/usage/usage-window.ts';
import type { UsageResponse } from './api-types.ts';
import type { DashboardOptions } from './dashboard-context.ts';

/** CloudWatch is paid for by the request, and knows nothing new sooner. */
const CLOUDWATCH_MS = 60_000;

/** What the table used, as `usage --json` tells it; read by the same readers. */
export class DashboardUsage {
  readonly #options: DashboardOptions;
  readonly #known = new Map<string, { response: Promise<UsageResponse>; until: number }>();

  constructor(options: DashboardOptions) {
    this.#options = options;
  }

  /**
   * @param query `since` and `period`, as in the address
   * @throws AutodyneError `InvalidUsage`, or as the source fails
   */
  read(query: URLSearchParams): Promise<UsageResponse> {
    const now = Date.now();
    const since = query.get('since') ?? 'month';
    const period = query.get('period') ?? '';
    const known = this.#known.get(`${since} ${period}`);
    if (known !== undefined && known.until > now) return known.response;
    const response = this.#ask(since, period, Math.floor(now / 1000));
    const entry = { response, until: Number.POSITIVE_INFINITY };
    this.#known.set(`${since} ${period}`, entry);
    const keep = (ms: number): void => {
      entry.until = now + ms;
    };
    response.then(
      ({ source }) => keep(source === 'cloudwatch' ? CLOUDWATCH_MS : 0),
      () => keep(0),
    );
    return response;
  }

  async #ask(since: string, period: string, now: number): Promise<UsageResponse> {
    const { context, planUnits } = this.#options;
    const first = sinceTime(since, now);
    const pointSeconds = period === '' ? pointSecondsOf(undefined, first, now) : periodOf(period);
    const reading = await readFirstSource(usageReaders(context, undefined, now), usageQueries(first, now));
    return { ...summarizeReading(reading, { planUnits, pointSeconds, now }), isOver: null };
  }
}

function periodOf(text: string): number {
  const period = USAGE_PERIODS.find((seconds) => String(seconds) === text);
  if (period !== undefined) return period;
  throw new AutodyneError(
    'InvalidUsage',
    `period must be a number of seconds, one of ${USAGE_PERIODS.join(', ')}; it is "${text}"`,
  );
}
