import { AutodyneError } from '../errors/autodyne-error.ts';
import { SourceUnavailable } from './source-unavailable.ts';
import type { UsageQueries, UsageQuery, UsageReport } from './usage-report.ts';

/** The names by which a source is asked for. */
export const USAGE_SOURCES = ['route', 'cloudwatch', 'ledger', 'logs'] as const;
export type UsageSourceName = (typeof USAGE_SOURCES)[number];

/** A place where usage can be read. */
export interface UsageReader {
  name: UsageSourceName;
  /** Why it is not asked with these settings, in a few words. */
  notAsked?: string | undefined;
  /** @throws SourceUnavailable where the next source is to be asked */
  read(query: UsageQuery): Promise<UsageReport>;
}

/** A source that was passed over, and why. */
export interface PassedOver {
  source: UsageSourceName;
  why: string;
}

/** What a source said of each query, the shown time first, and the sources that were passed over before it. */
export interface SourceReading {
  reports: [UsageReport, ...UsageReport[]];
  passedOver: PassedOver[];
}

/**
 * Reads the first of the sources, best first, that is there. Not permitted, not found and not to be reached mean that it
 * is not; any other failure ends it.
 * @throws AutodyneError as the only source fails, `InvalidUsage` where it cannot be asked with these settings
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
