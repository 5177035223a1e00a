import { isUtf8 } from 'node:buffer';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { readIndexChanges } from '../../lib/indexes/index-file.ts';
import type { IndexChange } from '../../lib/indexes/index-request.ts';
import { indexSpecFromArgs } from '../../lib/indexes/index-spec.ts';
import type { TextInput } from '../../lib/items/elements/text-input.ts';
import { inputOf } from '../system/read-input.ts';

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
  return readIndexChanges(await textOf(input), input.name, tableName);
}

const MAX_FILE_BYTES = 1024 * 1024;

async function textOf(input: TextInput): Promise<string> {
  const fail = (problem: string): AutodyneError =>
    new AutodyneError('InvalidInput', `${input.name}: ${problem}`, { details: { file: input.name } });
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of input.chunks()) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_FILE_BYTES) throw fail('larger than 1 MB, the limit for an UpdateTable body');
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw fail('not UTF-8 text');
  return new TextDecoder().decode(bytes);
}
