import type { ServiceClient } from '../../client/client-sender.ts';
import type { Model } from '../definition/model.ts';
import { notBuilt } from '../errors/not-built.ts';

/** The client and the table of a model. */
export interface ReadyTable {
  readonly client: ServiceClient;
  readonly tableName: string;
}

/**
 * The client and table of a model, before its first request. The one table is described once for each client: its
 * partition key's name becomes that of the models' partition key, and one with a sort key, or a partition key that is no
 * string, is refused.
 * @throws AutodyneError `InvalidSettings`, `InvalidModel`, or as the service fails
 */
export function readyTable(_model: Model): Promise<ReadyTable> {
  return notBuilt('readyTable');
}
