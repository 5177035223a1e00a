import * as v from 'valibot';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { countOf } from '../errors/count-text.ts';
import { invalid } from '../json/json-fields.ts';
import { booleanSchema, countSchema, oneOfSchema, parseJsonAs, textSchema } from '../json/json-schemas.ts';
import type { DoneItems } from './requests/watermark.ts';

/** Sums of a restore, earlier runs included. Always: read = written + skipped + rejected. */
export interface RestoreCounts {
  read: number;
  written: number;
  skipped: number;
  rejected: number;
}

export interface RestoreProgress extends RestoreCounts {
  /** Of this run. */
  consumedWriteUnits: number;
}

/** The ways to treat items that the table has already. */
export const RESTORE_MODES = ['empty-only', 'skip-existing', 'differing', 'overwrite'] as const;
export type RestoreMode = (typeof RESTORE_MODES)[number];

/** Facts that stay the same from a restore's first run to its last. */
export interface RestoreFacts {
  mode: RestoreMode;
  /** The table had no items before the first run. */
  wasEmpty: boolean;
  /** The first run created the table. */
  isTableNew: boolean;
}

export interface CheckpointState extends RestoreFacts {
  /** Of each file, in the order of the source's files. */
  done: readonly DoneItems[];
  counts: RestoreCounts;
  /**
   * All items are written, skipped or rejected; only the work after them is left: indexes, the comparison, settings.
   */
  isSettled: boolean;
  /** The file of rejected items, if there are any. */
  rejectsPath: string;
}

const NOT_ITEM_LIST = 'is not a list of items';

/**
 * The most items between the first item that is not done and one that is: far more than any request is ever behind. A
 * checkpoint with more is malformed.
 */
const MOST_AHEAD = 2 ** 28;

const doneSchema = v.pipe(
  v.object({ doneCount: countSchema, ahead: v.array(countSchema, NOT_ITEM_LIST) }, NOT_ITEM_LIST),
  v.check(
    ({ doneCount, ahead }) =>
      ahead.every((index, at) => index > (ahead[at - 1] ?? doneCount) && index - doneCount < MOST_AHEAD),
    'is not in order',
  ),
);

const checkpointSchema = v.object({
  fingerprint: textSchema,
  mode: oneOfSchema(RESTORE_MODES),
  wasEmpty: booleanSchema,
  // A checkpoint of an earlier autodyne has neither.
  isTableNew: v.optional(booleanSchema, false),
  isSettled: v.optional(booleanSchema, false),
  done: v.array(doneSchema, NOT_ITEM_LIST),
  rejectsPath: textSchema,
  read: countSchema,
  written: countSchema,
  skipped: countSchema,
  rejected: countSchema,
});

/** The content of a checkpoint's file. */
export function serializeCheckpoint(fingerprint: string, { counts, ...state }: CheckpointState): string {
  return `${JSON.stringify({ fingerprint, ...state, ...counts })}\n`;
}

/**
 * Reads it back. Were a malformed one believed, items would be left out.
 * @throws AutodyneError `InvalidInput` naming the file and the member that is wrong.
 */
export function parseCheckpoint(text: string, path: string): { fingerprint: string; state: CheckpointState } {
  try {
    const { fingerprint, read, written, skipped, rejected, ...state } = parseJsonAs(
      checkpointSchema,
      path,
      text,
    );
    if (read !== written + skipped + rejected) {
      throw invalid(path, `"read" is not the sum of "written", "skipped" and "rejected"`);
    }
    const doneCount = state.done.reduce((sum, { doneCount, ahead }) => sum + doneCount + ahead.length, 0);
    if (read !== doneCount)
      throw invalid(path, `"done" has ${countOf(doneCount, 'item')}, and "read" is ${read}`);
    return { fingerprint, state: { ...state, counts: { read, written, skipped, rejected } } };
  } catch (error) {
    if (!isAutodyneError(error)) throw error;
    throw invalid('the checkpoint of the restore cannot be used', error.message, error, [
      'remove that file and restore again, with --mode skip-existing or overwrite',
    ]);
  }
}
