import { AutodyneError } from '../errors/autodyne-error.ts';
import type { ItemSource } from '../sources/open-source.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckpointState, RestoreMode } from './checkpoint-schema.ts';

/** The options that decide what may be written. */
export interface RestoreChoices {
  mode: RestoreMode;
  /** Resume an unfinished restore. */
  resume: boolean;
  /** Create the table, and its indexes after the items. */
  create: boolean;
  /** Compare the table with the source after the items. */
  verify: boolean;
}

/**
 * False for standard input, which cannot be read again, and for what differs, which is found anew.
 * @throws AutodyneError `InvalidUsage` when one of these is to be resumed
 */
export function canResume(
  source: Pick<ItemSource, 'name'>,
  choices: Pick<RestoreChoices, 'resume'> & { mode?: RestoreMode },
): boolean {
  if (choices.mode === 'differing') {
    if (!choices.resume) return false;
    throw new AutodyneError('InvalidUsage', '--mode differing writes only what still differs: omit --resume');
  }
  if (source.name !== '-') return true;
  if (!choices.resume) return false;
  throw new AutodyneError('InvalidUsage', 'standard input cannot be resumed: it cannot be read again');
}

/**
 * The state of the restore to be resumed; `undefined` where none is.
 * @throws AutodyneError `InvalidInput` when there is nothing to resume; `InvalidUsage` for another mode than it was
 *   begun in
 */
export async function unfinishedState(
  checkpoint: Pick<Checkpoint, 'read'> | undefined,
  source: Pick<ItemSource, 'name'>,
  tableName: string,
  choices: Pick<RestoreChoices, 'mode' | 'resume'>,
): Promise<CheckpointState | undefined> {
  if (!choices.resume) return undefined;
  const state = await checkpoint?.read();
  if (state === undefined) {
    throw new AutodyneError(
      'InvalidInput',
      `there is no unfinished restore of ${source.name} into "${tableName}"`,
      {
        suggestions: ['omit --resume, or check whether the source was changed'],
      },
    );
  }
  if (state.mode === choices.mode) return state;
  throw new AutodyneError(
    'InvalidUsage',
    `the unfinished restore of ${source.name} was started with --mode ${state.mode}`,
    { suggestions: [`continue with the same mode: --mode ${state.mode} --resume`] },
  );
}

/**
 * True where a whole source must be read before anything is written: a file has no checksum to compare instead.
 * Standard input cannot be read twice, and a restore whose items are settled writes none.
 */
export function isReadBefore(source: Pick<ItemSource, 'name' | 'files'>, isSettled: boolean): boolean {
  if (isSettled || source.name === '-') return false;
  return source.files.some((file) => file.md5Base64 === undefined);
}

/**
 * True where a key can be in a source twice. An autodyne dump is of one table, whose scan returns each item once, and
 * its files passed their checksums: to look at each of its keys would take a tenth of a restore's time. (`dump verify`
 * and `--dry-run` do count them, in a dump that was edited and sealed again.)
 */
export function mayRepeatKeys({ format }: Pick<ItemSource, 'format'>): boolean {
  return format !== 'autodyne dump';
}

/**
 * For a table that has items: `true` to go on, `'when confirmed'` to ask first.
 * @throws AutodyneError `AlreadyExists` where the mode does not allow it
 */
export function assertItemsAllowed(mode: RestoreMode, tableName: string): true | 'when confirmed' {
  if (mode === 'overwrite' || mode === 'differing') return 'when confirmed';
  if (mode === 'skip-existing') return true;
  throw new AutodyneError('AlreadyExists', `table "${tableName}" has items; nothing was written`, {
    suggestions: [
      'to keep them and write the other items: --mode skip-existing',
      `to overwrite them: --mode overwrite --confirm ${tableName}`,
      `to write only the items that differ: --mode differing --confirm ${tableName}`,
      'to continue an interrupted restore: --resume',
    ],
  });
}

/**
 * Refuses to replace complete items with items that lack some of their attributes, unless that is meant.
 * @throws AutodyneError `InvalidUsage`
 */
export function assertPartialIsMeant(
  { attributes, name }: Pick<ItemSource, 'attributes' | 'name'>,
  choices: { mode: RestoreMode; partial: boolean },
): void {
  if (attributes === undefined || choices.partial) return;
  if (choices.mode !== 'overwrite' && choices.mode !== 'differing') return;
  throw new AutodyneError(
    'InvalidUsage',
    `${name} was made with --attributes ${attributes.join(',')}: overwritten items would lose all other attributes`,
    {
      suggestions: [
        'to write only items that do not exist: --mode skip-existing',
        'to overwrite the items and lose those attributes: --partial',
      ],
    },
  );
}

/** Indexes or a comparison follow after the items. */
export function isMoreToCome({ create, verify }: Pick<RestoreChoices, 'create' | 'verify'>): boolean {
  return create || verify;
}
