import { join } from 'node:path';
import type { DumpRequest } from '../archive/dump-request.ts';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { DumpFolder } from './dump-folder.ts';

/** Dumps go into it unless another folder is named. */
export const DUMPS_FOLDER = 'dumps';

/** The most dumps that can begin in one second. */
const MOST_NAMES = 1000;

/**
 * The default folder of a dump: `dumps/TABLE-20260102T030405Z`, with `-2` added for the second one in the same second.
 */
export async function newDefaultFolder(
  request: DumpRequest,
  tableJson: string | undefined,
): Promise<DumpFolder> {
  const { startedAt, tableName } = request;
  const path = join(DUMPS_FOLDER, `${tableName}-${startedAt.replace(/\.\d+Z$/, 'Z').replace(/[-:]/g, '')}`);
  for (let number = 1; ; number += 1) {
    try {
      const name = number === 1 ? path : `${path}-${number}`;
      return await DumpFolder.create(name, request, tableJson, { mustBeNew: true });
    } catch (error) {
      if (!isAutodyneError(error, 'AlreadyExists') || number === MOST_NAMES) throw error;
    }
  }
}
