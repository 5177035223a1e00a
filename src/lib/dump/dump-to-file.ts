import { access, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { PARTIAL_SUFFIX } from './archive-layout.ts';
import type { DataFileWriter } from './data-file-writer.ts';
import type { DumpRequest } from './dump-request.ts';
import type { DumpProgress } from './dump-run.ts';
import { type DumpStreamOptions, dumpPages } from './dump-stream.ts';
import { syncFolder } from './durable-file.ts';
import { WriterThread } from './writer-thread.ts';

/**
 * Dumps into one file of `{"Item":…}` lines, compressed as the request says. The file is there whole or not at all.
 * @throws AutodyneError `AlreadyExists` when it is there already; or as {@link dumpPages}.
 */
export async function dumpToFile(
  client: DynamoDBClient,
  request: DumpRequest,
  path: string,
  options: Omit<DumpStreamOptions, 'allocate'> = {},
): Promise<DumpProgress> {
  await assertAbsent(path);
  const thread = new WriterThread();
  try {
    const writer = await thread.openDataFile({
      path: path + PARTIAL_SUFFIX,
      compression: request.compression,
    });
    const progress = await dumpInto(writer, client, request, { ...options, allocate: thread.allocate });
    await rename(path + PARTIAL_SUFFIX, path);
    await syncFolder(dirname(path));
    return progress;
  } finally {
    await thread.close();
  }
}

async function dumpInto(
  writer: DataFileWriter,
  client: DynamoDBClient,
  request: DumpRequest,
  options: DumpStreamOptions,
): Promise<DumpProgress> {
  try {
    const progress = await dumpPages(client, request, (page) => writer.write(page), options);
    await writer.finish();
    return progress;
  } catch (error) {
    await writer.abort().catch(() => undefined);
    throw error;
  }
}

async function assertAbsent(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere)
    throw new AutodyneError('AlreadyExists', `${path} is there already; a dump overwrites nothing`);
}
