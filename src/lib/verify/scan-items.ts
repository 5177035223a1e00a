import { pageItems } from '../bulk/page-items.ts';
import { rawPages } from '../bulk/raw-pages.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import type { TypedJsonItem } from '../digest/canonical-item.ts';
import type { LocatedJsonItem } from '../sources/source-items.ts';
import type { UnitLimiter } from '../usage/unit-limiter.ts';

export interface ScanItemsOptions {
  isConsistent: boolean;
  limiter?: UnitLimiter | undefined;
  /** Called with each page's read units. */
  onUnits?: ((readUnits: number) => void) | undefined;
}

/**
 * All items of a table as DynamoDB JSON, in batches, one page read after another.
 * @throws AutodyneError as the service fails.
 */
export async function* scanItems(
  client: ServiceClient,
  tableName: string,
  options: ScanItemsOptions,
): AsyncGenerator<TypedJsonItem[]> {
  const input = { TableName: tableName, ConsistentRead: options.isConsistent };
  const beforeRequest = async (): Promise<void> => options.limiter?.ready();
  for await (const page of rawPages(client, 'Scan', input, { beforeRequest })) {
    const units = page.consumedCapacity?.CapacityUnits ?? 0;
    options.limiter?.spend(units);
    options.onUnits?.(units);
    yield [...pageItems(page)];
  }
}

/** The same, in the form for comparisons; the only known location of a table's item is the table. */
export async function* locatedScanItems(
  client: ServiceClient,
  tableName: string,
  options: ScanItemsOptions,
): AsyncGenerator<LocatedJsonItem[]> {
  const location = `table ${tableName}`;
  for await (const items of scanItems(client, tableName, options))
    yield items.map((json) => ({ location, json }));
}
