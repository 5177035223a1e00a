import type { Item } from '../../items/values/attribute-value.ts';
import { commitWrite } from '../commit/commit-writes.ts';
import type { ItemWrite, Refusal } from '../commit/item-write.ts';
import { uniqueFieldsOf } from '../definition/unique-fields.ts';
import type { RecordState } from '../record/record-state.ts';
import type { ReadyTable } from '../tables/ready-table.ts';
import { valueTaken } from './refused-write.ts';

/** A write that is ready to be sent, alone or with others in one transaction. */
export interface PreparedWrite {
  readonly table: ReadyTable;
  readonly write: ItemWrite;
  readonly record?: object | undefined;
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
    const outcome = await commitWrite(prepared.table.client, prepared.write);
    const error = outcome.isDone ? undefined : refusalError(prepared, outcome.refusal);
    if (error !== undefined) throw error;
  } catch (error) {
    prepared.failed?.();
    throw error;
  }
  prepared.done();
}

/** Why a write was not made. */
export function refusalError(prepared: PreparedWrite, refusal: Refusal): Error | undefined {
  const { write, record } = prepared;
  if (refusal.field === undefined) return prepared.refused(refusal);
  return valueTaken(write.model, write.key, refusal.field, refusal, record);
}

/** The item as a record has it, for a write; undefined where no companions are made of it. */
export function knownOf(state: RecordState): Item | undefined {
  return uniqueFieldsOf(state.model).length === 0 ? undefined : state.stored;
}
