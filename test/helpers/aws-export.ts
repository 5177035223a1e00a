import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Writes files of a folder, which is made with those on their way. */
export async function writeFiles(folder: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** In base64, as the manifests of an export have it. */
export const md5 = (content: string | Buffer): string => createHash('md5').update(content).digest('base64');

/** An export as AWS lays it out, below a prefix, of items in DynamoDB JSON; returns its folder. */
export async function awsExport(
  folder: string,
  id = '01621587695378-f705d932',
  summaryChange = {},
  items: readonly string[] = ['{"id":{"S":"a"}}'],
): Promise<string> {
  const home = join(folder, 'some/prefix/AWSDynamoDB', id);
  const data = gzipSync(items.map((item) => `{"Item":${item}}\n`).join(''));
  const journal = `{"itemCount":${items.length},"md5Checksum":"${md5(data)}","etag":"x-1","dataFileS3Key":"some/prefix/AWSDynamoDB/${id}/data/asdl4xyz.json.gz"}\n`;
  const summary = JSON.stringify({
    version: '2020-06-30',
    exportArn: 'arn',
    s3Prefix: 'some/prefix',
    manifestFilesS3Key: `some/prefix/AWSDynamoDB/${id}/manifest-files.json`,
    billedSizeBytes: 10,
    itemCount: items.length,
    outputFormat: 'DYNAMODB_JSON',
    ...summaryChange,
  });
  await writeFiles(home, {
    _started: '',
    'data/asdl4xyz.json.gz': data,
    'manifest-files.json': journal,
    'manifest-files.md5': md5(journal),
    'manifest-summary.json': summary,
    'manifest-summary.md5': md5(summary),
  });
  return home;
}
