import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Compression, PARTIAL_SUFFIX } from '../archive/archive-layout.ts';
import type { DumpRequest } from '../archive/dump-request.ts';
import { syncFolder } from '../archive/durable-file.ts';
import { writing } from '../archive/write-failure.ts';
import type { ServiceClient } from '../client/client-sender.ts';
import { AutodyneError, isAutodyneError } from '../errors/autodyne-error.ts';
import { pathArg } from '../errors/command-text.ts';
import { moveIfAbsent } from '../files/link-if-absent.ts';
import type { DumpProgress } from './dump-run.ts';
import { type DumpStreamOptions, dumpPages } from './dump-stream.ts';
import type { DataFileWriter } from './writer/data-file-writer.ts';
import { WriterThread } from './writer/writer-thread.ts';

/**
 * Dumps into one file of `{"Item":…}` lines, compressed as the request says. The file appears complete or not at all,
 * and replaces no other: of several dumps into it at once, one gets the name. `onBegun` is called with the unfinished
 * file once it is ours.
 * @throws AutodyneError `AlreadyExists` when it exists, or another dump writes it; `InvalidInput` when it cannot be
 *   created, `Incomplete` when it cannot be written to its end; or as {@link dumpPages}.
 */
export async function dumpToFile(
  client: ServiceClient,
  request: DumpRequest,
  path: string,
  options: Omit<DumpStreamOptions, 'allocate'> & { onBegun?: ((partial: string) => void) | undefined } = {},
): Promise<DumpProgress> {
  await assertAbsent(path);
  const thread = new WriterThread();
  try {
    const writer = await newFile(thread, path, request.compression);
    options.onBegun?.(path + PARTIAL_SUFFIX);
    const progress = await dumpInto(path, writer, client, request, { ...options, allocate: thread.allocate });
    await writing(path, async () => {
      if (!moveIfAbsent(path + PARTIAL_SUFFIX, path)) throw madeMeanwhile(path);
      await syncFolder(dirname(path));
    });
    return progress;
  } finally {
    await thread.close();
  }
}

async function newFile(
  thread: WriterThread,
  path: string,
  compression: Compression,
): Promise<DataFileWriter> {
  try {
    return await thread.openDataFile({ path: path + PARTIAL_SUFFIX, compression });
  } catch (error) {
    if (isAutodyneError(error, 'AlreadyExists')) throw beingWritten(path);
    if (!isAutodyneError(error, 'Incomplete')) throw error;
    // Nothing was begun.
    const { message, suggestions, details } = error;
    throw new AutodyneError('InvalidInput', message, { suggestions, details, cause: error });
  }
}

async function dumpInto(
  path: string,
  writer: DataFileWriter,
  client: ServiceClient,
  request: DumpRequest,
  options: DumpStreamOptions,
): Promise<DumpProgress> {
  try {
    // Checked again: another dump may have ended before the unfinished file was ours.
    await assertAbsent(path);
    const progress = await dumpPages(client, request, (page) => writer.write(page), options);
    await writer.finish();
    return progress;
  } catch (error) {
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

/** The unfinished file is created exclusively: so it is the lock of a dump into a file. */
export function beingWritten(path: string): AutodyneError {
  const partial = path + PARTIAL_SUFFIX;
  return new AutodyneError('AlreadyExists', `${partial} exists: another dump to ${path} is running`, {
    suggestions: ['specify another file', `if that dump was killed, remove its file: rm ${pathArg(partial)}`],
  });
}

/** The error where another process has taken the name; its file is left as it is. */
export function madeMeanwhile(path: string): AutodyneError {
  const partial = path + PARTIAL_SUFFIX;
  return new AutodyneError(
    'AlreadyExists',
    `${path} was created by another process in the meantime; it was not changed`,
    {
      suggestions: [`the complete dump is in ${partial}: rename it`],
    },
  );
}

/** @throws AutodyneError `AlreadyExists` */
export async function assertAbsent(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new AutodyneError('AlreadyExists', `${path} already exists; a dump does not overwrite data`, {
      suggestions: ['specify another file'],
    });
}
