import { AutodyneError } from '../errors/autodyne-error.ts';
import { SourceUnavailable } from './source-unavailable.ts';
import type { UsageQueries, UsageQuery, UsageReport } from './usage-report.ts';

/** The names of sources, as `--source` takes them. */
export const USAGE_SOURCES = ['route', 'cloudwatch', 'ledger', 'logs'] as const;
export type UsageSourceName = (typeof USAGE_SOURCES)[number];

export interface UsageReader {
  name: UsageSourceName;
  /** The reason why it is not tried with these settings, in a few words. */
  notAsked?: string | undefined;
  /** @throws SourceUnavailable where the next source is to be tried */
  read(query: UsageQuery): Promise<UsageReport>;
}

/** A source that was skipped, and the reason. */
export interface PassedOver {
  source: UsageSourceName;
  why: string;
}

/** A source's report for each query, the shown time first, and the sources that were skipped before it. */
export interface SourceReading {
  reports: [UsageReport, ...UsageReport[]];
  passedOver: PassedOver[];
}

/**
 * Reads the first source that is available, best first. "Not permitted", "not found" and "cannot be reached" mean that
 * it is not; any other failure ends the search.
 * @throws AutodyneError as the only source fails, `InvalidUsage` where it cannot be used with these settings
 */
export async function readFirstSource(
  readers: readonly UsageReader[],
  [first, ...more]: UsageQueries,
): Promise<SourceReading> {
  const passedOver: PassedOver[] = [];
  for (const [at, { name, notAsked, read }] of readers.entries()) {
    const isLast = at === readers.length - 1;
    if (notAsked !== undefined) {
      if (isLast) throw new AutodyneError('InvalidUsage', `--source ${name}: ${notAsked}`);
      passedOver.push({ source: name, why: notAsked });
      continue;
    }
    try {
      const reports: SourceReading['reports'] = [await read(first)];
      for (const query of more) reports.push(await read(query));
      return { reports, passedOver };
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      if (isLast) throw error.failure;
      passedOver.push({ source: name, why: error.message });
    }
  }
  throw new TypeError('there are no sources');
}
