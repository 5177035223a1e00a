import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { executeStatement, type StatementRequest } from './execute-statement.ts';
import { itemsAtMost, itemsToKeep, nextPageLimit, type ReadLimits, stopReason } from './read-limits.ts';
import type { Page } from './read-pages.ts';

export interface StatementReading {
  limits: ReadLimits;
  /** Requests may return fewer items than they evaluate. */
  isFiltered: boolean;
  /** Told of each response when it arrives, before it is decided whether to request another page. */
  onConsumed(consumed: ConsumedCapacity | undefined): void;
}

/**
 * The pages of a statement until there is none, or a limit is reached; each is asked for when the one before was taken.
 * Where nothing is filtered, a limit is reached at the end of a page, so that there is a token to go on from.
 * @throws AutodyneError as `executeStatement` does
 */
export async function* statementReading(
  client: ServiceClient,
  request: StatementRequest,
  { limits, isFiltered, onConsumed }: StatementReading,
): AsyncGenerator<Page, void, undefined> {
  const progress = { returned: 0, evaluated: 0 };
  const most = itemsAtMost(limits);
  const ofPages = { ...limits, screen: undefined, limit: Number.isFinite(most) ? most : undefined };
  let { nextToken } = request;
  do {
    const pageSize = nextPageLimit(ofPages, progress, isFiltered);
    const asked = await executeStatement(client, {
      ...request,
      ...(pageSize === undefined ? {} : { pageSize }),
      ...(nextToken === undefined ? {} : { nextToken }),
    }).catch((error: unknown) => {
      throw explainRefused(error);
    });
    onConsumed(asked.consumedCapacity);
    const count = itemsToKeep(limits, progress, asked.items.length);
    const items = asked.items.slice(0, count);
    progress.returned += count;
    progress.evaluated += asked.items.length;
    const hasMore = asked.nextToken !== undefined || count < asked.items.length;
    const stoppedBy = hasMore ? stopReason(limits, progress) : undefined;
    yield {
      items,
      count,
      scannedCount: asked.items.length,
      lastEvaluatedKey: undefined,
      // None within a page.
      nextToken: count < asked.items.length ? undefined : asked.nextToken,
      consumedCapacity: asked.consumedCapacity,
      stoppedBy,
    };
    nextToken = stoppedBy === undefined ? asked.nextToken : undefined;
  } while (nextToken !== undefined);
}

/** UPDATE requires that there is an item; other conditions of WHERE are conditions of the write. */
function explainRefused(error: unknown): unknown {
  if (!isAutodyneError(error, 'ConditionFailed')) return error;
  const { suggestions, details } = error;
  const message = 'no item has the key and meets the other conditions of the statement; nothing was changed';
  return new AutodyneError('ConditionFailed', message, { cause: error, suggestions, details });
}
