import type { ServiceClient } from '../../client/client-sender.ts';
import { changeFromRequest } from '../../indexes/index-request.ts';
import { sampleForIndex } from '../../indexes/index-sample.ts';
import { DEFAULT_SAMPLE_ITEMS } from '../../indexes/scan-sample.ts';
import { describeTable } from '../../items/read/describe-table.ts';
import type { UpdateTableCall } from '../../proxy/update-table-policy.ts';
import type { Charge } from './charges.ts';
import { FILLING, type UsageMeter } from './usage-meter.ts';

/**
 * An estimate of what filling a new index consumes, the same as that of `index create`, from a sample of the table's
 * items; `undefined` for a change that fills none. No engine reports it.
 * @throws AutodyneError as the engine fails
 */
async function fillingCharge(client: ServiceClient, call: UpdateTableCall): Promise<Charge | undefined> {
  const change = changeFromRequest(call);
  if (change.kind === 'delete') return undefined;
  const table = await describeTable(client, call.TableName);
  const sample = await sampleForIndex(client, table, change.spec, { maxItems: DEFAULT_SAMPLE_ITEMS });
  return { indexName: change.spec.name, read: 0, write: sample.backfillWriteUnits };
}

/** Counts the filling of the index that a change has created, if any. Never fails: the filling is then not counted. */
export async function countFilling(
  call: UpdateTableCall,
  meter: UsageMeter,
  withClient: <T>(use: (client: ServiceClient) => Promise<T>) => Promise<T>,
): Promise<void> {
  try {
    const charge = await withClient((client) => fillingCharge(client, call));
    if (charge !== undefined) meter.count(FILLING, [charge], { isEstimated: true });
  } catch {
    meter.countUnreported(FILLING);
  }
}
