import { callOperation } from '../../client/call-operation.ts';
import { attributeNotExists, type Condition } from '../../items/conditions/condition.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { updateItemInput } from '../../items/write/update-item.ts';
import type { Model } from '../definition/model.ts';
import { ownItemConditions } from '../tables/model-guard.ts';
import type { ReadyTable } from '../tables/ready-table.ts';
import { type RefusedWrite, refusedWrite } from './refused-write.ts';

export interface GuardedUpdate {
  readonly key: Item;
  readonly actions: readonly UpdateAction[];
  /** Beside the guards. */
  readonly conditions?: readonly Condition[];
  /** Makes the item where there is none. */
  readonly isUpsert?: boolean;
  /** Asks for the whole item as it then is. */
  readonly isItemWanted?: boolean;
}

/** An update that was made, with the item where it was asked for; or what kept it from being made. */
export type UpdateOutcome =
  | { readonly isDone: true; readonly item: Item | undefined }
  | ({ readonly isDone: false } & RefusedWrite);

/** UpdateItem of an item of this model alone: another model's is refused as if a condition did not hold. */
export async function sendUpdate(
  model: Model,
  { client, tableName }: ReadyTable,
  { key, actions, conditions = [], isUpsert = false, isItemWanted = false }: GuardedUpdate,
): Promise<UpdateOutcome> {
  const input = updateItemInput({
    tableName,
    key,
    actions,
    conditions: [...guards(model, isUpsert), ...conditions],
    isUpsert,
    isRetyping: true,
    returned: isItemWanted ? 'new' : undefined,
  });
  try {
    const { Attributes: item } = await callOperation(client, 'UpdateItem', input);
    return { isDone: true, item };
  } catch (error) {
    return { isDone: false, ...refusedWrite(error) };
  }
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
