import type { ServiceClient } from '../../client/client-sender.ts';
import { keyIdentity } from '../../items/keys/key-of.ts';
import type { UpdateAction } from '../../items/update/update-action.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { commitWrites } from '../commit/commit-writes.ts';
import type { ItemWrite, Refusal } from '../commit/item-write.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import { elementsOf, setOfIds, withoutIds } from '../links/stored-ids.ts';
import { rememberRecord } from '../record/identity-map.ts';
import type { RecordState } from '../record/record-state.ts';
import type { ReadyTable } from '../tables/ready-table.ts';
import { valueTaken } from './refused-write.ts';

/** A write that is ready to be sent, alone or with others in one transaction. */
export interface PreparedWrite {
  readonly table: ReadyTable;
  readonly write: ItemWrite;
  readonly record?: object | undefined;
  /** Updates that take something out of other items, to be made with it: where an item is not there, there is nothing to do. */
  readonly beside?: readonly ItemWrite[];
  /** The table has it. */
  done(): void;
  /** It was not sent, or not made. */
  failed?(): void;
  /** The error for conditions that do not hold; undefined where that is none. */
  refused(refusal: Refusal): Error | undefined;
}

/** What is done with a write that is ready: it is sent, unless a transaction collects it. */
export type WriteSink = (prepared: PreparedWrite) => Promise<void>;

/** Sends a write alone. @throws as {@link PreparedWrite.refused} tells, and as the service fails */
export async function sendPrepared(prepared: PreparedWrite): Promise<void> {
  try {
    const [error] = await commitPrepared(prepared.table.client, [prepared]);
    if (error !== undefined) throw error;
  } catch (error) {
    prepared.failed?.();
    throw error;
  }
  settlePrepared(prepared);
}

/** Notes that a write was made. */
export function settlePrepared({ done, record, write }: PreparedWrite): void {
  done();
  if (record !== undefined && write.kind !== 'delete') rememberRecord(record);
}

/** A write, and whose it is; of nobody's, its item may be gone. */
interface Part {
  readonly write: ItemWrite;
  readonly prepared: PreparedWrite | undefined;
}

/**
 * Makes all of some writes, with what goes beside them, or none. What is to be taken out of an item that is not there is
 * left out, and so is a write whose refusal is no error.
 * @returns why none was made; nothing where they were
 */
export async function commitPrepared(
  client: ServiceClient,
  prepared: readonly PreparedWrite[],
): Promise<Error[]> {
  let left = partsOf(prepared);
  while (left.length > 0) {
    const outcome = await commitWrites(
      client,
      left.map(({ write }) => write),
    );
    if (outcome.isDone) break;
    const refused = outcome.refused.map((refusal) => ({ part: left[refusal.index], refusal }));
    const errors = refused.flatMap(({ part, refusal }) => {
      const error = part?.prepared && refusalError(part.prepared, refusal);
      return error ?? [];
    });
    if (errors.length > 0) return errors;
    left = left.filter((part) => !refused.some((one) => one.part === part));
  }
  return [];
}

/** One write of each item that others are taken out of, since a transaction takes no more. */
function partsOf(prepared: readonly PreparedWrite[]): Part[] {
  const parts = prepared.map((one): Part => ({ write: one.write, prepared: one }));
  for (const write of prepared.flatMap(({ beside = [] }) => beside)) {
    const index = parts.findIndex((part) => isSameItem(part.write, write));
    const known = parts[index];
    if (known === undefined) parts.push({ write, prepared: undefined });
    else parts[index] = { ...known, write: withActions(known.write, write) };
  }
  return parts;
}

function isSameItem(a: ItemWrite, b: ItemWrite): boolean {
  const names = Object.keys(a.key);
  return a.tableName === b.tableName && keyIdentity(a.key, names) === keyIdentity(b.key, names);
}

/** Nothing needs to be taken out of an item that is deleted, or made. */
function withActions(write: ItemWrite, more: ItemWrite): ItemWrite {
  if (write.kind !== 'update' || more.kind !== 'update') return write;
  return { ...write, actions: joinedActions([...write.actions, ...more.actions]) };
}

/** Deletions from one set as one, since an attribute is named once. */
function joinedActions(actions: readonly UpdateAction[]): UpdateAction[] {
  const joined: UpdateAction[] = [];
  for (const action of actions) {
    const index = joined.findIndex((one) => one.path[0] === action.path[0]);
    const known = joined[index];
    if (known?.kind !== 'delete' || action.kind !== 'delete') joined.push(action);
    else {
      const ids = elementsOf(known.value);
      const value = setOfIds([...ids, ...withoutIds(elementsOf(action.value), ids)]);
      joined[index] = { ...known, value };
    }
  }
  return joined;
}

/** Why a write was not made. */
function refusalError(prepared: PreparedWrite, refusal: Refusal): Error | undefined {
  const { write, record } = prepared;
  if (refusal.field === undefined) return prepared.refused(refusal);
  return valueTaken(write.model, write.key, refusal.field, refusal, record);
}

/** The item as a record has it, for a write; undefined where no companions are made of it. */
export function knownOf(state: RecordState): Item | undefined {
  return uniqueFieldsOf(state.model).length === 0 ? undefined : state.stored;
}
