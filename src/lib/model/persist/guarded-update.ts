import { attributeNotExists, type Condition } from '../../items/conditions/condition.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { commitWrite } from '../commit/commit-writes.ts';
import type { ItemWrite } from '../commit/item-write.ts';
import type { Model } from '../definition/model.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import type { ReadyTable } from '../tables/ready-table.ts';
import { type RefusedWrite, valueTaken } from './refused-write.ts';

export interface GuardedUpdate {
  readonly key: Item;
  readonly actions: readonly UpdateAction[];
  /** Beside the guards. */
  readonly conditions?: readonly Condition[];
  /** Makes the item where there is none. */
  readonly isUpsert?: boolean;
  /** Asks for the whole item as it then is. */
  readonly isItemWanted?: boolean;
  /** The item as it was last seen. */
  readonly known?: Item | undefined;
}

/** An update that was made, with the item where it was asked for; or what kept it from being made. */
export type UpdateOutcome =
  | { readonly isDone: true; readonly item: Item | undefined }
  | ({ readonly isDone: false } & RefusedWrite);

/**
 * Updates an item of this model alone: another model's is refused as if a condition did not hold.
 * @throws RecordNotUnique where another record has the value of a unique field
 */
export async function sendUpdate(
  model: Model,
  { client, tableName }: ReadyTable,
  update: GuardedUpdate,
): Promise<UpdateOutcome> {
  const outcome = await commitWrite(client, updateWrite(model, tableName, update));
  if (outcome.isDone) return outcome;
  const { refusal } = outcome;
  if (refusal.field !== undefined) throw valueTaken(model, update.key, refusal.field, refusal);
  return { isDone: false, found: refusal.found, cause: refusal.cause };
}

/** The update with its guards, to be sent alone or in a transaction. */
export function updateWrite(
  model: Model,
  tableName: string,
  { key, actions, conditions = [], isUpsert = false, isItemWanted = false, known }: GuardedUpdate,
): ItemWrite {
  return {
    kind: 'update',
    model,
    tableName,
    key,
    actions,
    conditions: [...guards(model, isUpsert), ...conditions],
    isUpsert,
    isItemWanted,
    known,
  };
}

function guards(model: Model, isUpsert: boolean): Condition[] {
  return isUpsert ? unlessOthers(model) : ownItemConditions(model);
}

/** Holds where there is no item, or it is of this model: for a write that may make it, or replace it. */
export function unlessOthers(model: Model): Condition[] {
  const own = ownItemConditions(model);
  if (own.length === 0) return [];
  return [{ anyOf: [isAbsent(model), { allOf: own }] }];
}

/** Holds where there is no item with the key. */
export function isAbsent({ partitionKey }: Model): Condition {
  return attributeNotExists(partitionKey.attribute);
}
