import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { readIndexChanges } from '../../lib/indexes/index-file.ts';
import type { IndexChange } from '../../lib/indexes/index-request.ts';
import { indexSpecFromArgs } from '../../lib/indexes/index-spec.ts';
import { inputOf, inputText } from '../system/read-input.ts';

const MAX_BODY_BYTES = 1024 * 1024;

export interface IndexFlags {
  'partition-key'?: string[] | undefined;
  'sort-key'?: string[] | undefined;
  projection?: string | undefined;
}

/**
 * The changes for `index create`: one index defined by flags, or an UpdateTable body from a file (`.json`), stdin (`-`) or
 * the argument itself.
 * @throws AutodyneError `InvalidInput`, `InvalidUsage` for flags that define an index together with a file
 */
export async function indexChangesFrom(
  argument: string,
  flags: IndexFlags,
  tableName: string,
): Promise<IndexChange[]> {
  const isInput = argument === '-' || /\.json$/i.test(argument) || /^\s*[{[]/.test(argument);
  if (!isInput) {
    const { 'partition-key': partitionKeys = [], 'sort-key': sortKeys = [], projection = 'all' } = flags;
    return [
      { kind: 'create', spec: indexSpecFromArgs({ name: argument, partitionKeys, sortKeys, projection }) },
    ];
  }
  const given = (['partition-key', 'sort-key', 'projection'] as const).find(
    (flag) => flags[flag] !== undefined,
  );
  if (given !== undefined) {
    throw new AutodyneError(
      'InvalidUsage',
      `--${given} requires an index name; a file defines the index completely`,
    );
  }
  const input = await inputOf(argument);
  return readIndexChanges(
    await inputText(input, MAX_BODY_BYTES, 'an UpdateTable body'),
    input.name,
    tableName,
  );
}
