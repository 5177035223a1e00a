import { rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSource } from '../../../src/lib/sources/open-source.ts';
import { awsExport, md5, writeFiles } from '../../helpers/aws-export.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const TABLE = {
  TableName: 'music',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};

describe("AWS's export", () => {
  test('by its own folder, or any above it', async () => {
    const folder = await temporaryFolder();
    const home = await awsExport(folder);
    for (const path of [home, dirname(home), join(folder, 'some'), folder]) {
      expect(await openSource(path)).toMatchObject({
        format: 'AWS export',
        name: home,
        itemCount: 1,
        files: [{ name: join(home, 'data/asdl4xyz.json.gz'), layout: 'lines', itemCount: 1 }],
      });
    }
  });

  test('_started and the checksums may be missing', async () => {
    const home = await awsExport(await temporaryFolder());
    for (const name of ['_started', 'manifest-files.md5', 'manifest-summary.md5']) await rm(join(home, name));
    expect((await openSource(home)).files).toHaveLength(1);
  });

  test('checksum files by either name are compared', async () => {
    const home = await awsExport(await temporaryFolder());
    await rm(join(home, 'manifest-files.md5'));
    await writeFiles(home, { 'manifest-files.checksum': md5('something else') });
    await expect(openSource(home)).rejects.toThrow(
      `${join(home, 'manifest-files.json')}: its MD5 does not match the checksum file: one of the two files was changed`,
    );
  });

  test('two of them are one too many', async () => {
    const folder = await temporaryFolder();
    await awsExport(folder);
    await awsExport(folder, '01700000000000-aaaaaaaa');
    await expect(openSource(folder)).rejects.toThrow(`${folder} contains more than one dump`);
  });

  test('an incremental one is refused by name', async () => {
    const home = await awsExport(await temporaryFolder(), undefined, {
      version: '2023-08-01',
      exportType: 'INCREMENTAL_EXPORT',
    });
    await expect(openSource(home)).rejects.toThrow('this is an incremental export (INCREMENTAL_EXPORT)');
  });

  test('a missing data file is named', async () => {
    const home = await awsExport(await temporaryFolder());
    await rm(join(home, 'data/asdl4xyz.json.gz'));
    await expect(openSource(home)).rejects.toThrow(
      `${join(home, 'data/asdl4xyz.json.gz')}: this data file is missing`,
    );
  });

  test.each(['../../secret.json', '/etc/passwd', 'data/../../../x'])('%s points outside', async (key) => {
    const home = join(await temporaryFolder(), 'export');
    await writeFiles(home, {
      'manifest-files.json': `{"itemCount":1,"md5Checksum":"x","etag":"x-1","dataFileS3Key":"${key}"}\n`,
    });
    await expect(openSource(home)).rejects.toThrow(`line 1: "${key}" is not a path inside the dump`);
  });

  test('so may a symbolic link', async () => {
    const folder = await temporaryFolder();
    const home = await awsExport(join(folder, 'dump'));
    await writeFiles(folder, { 'secret.json': '{}' });
    await rm(join(home, 'data/asdl4xyz.json.gz'));
    await symlink(join(folder, 'secret.json'), join(home, 'data/asdl4xyz.json.gz'));
    await expect(openSource(home)).rejects.toThrow('a symbolic link points outside the dump');
  });
});

describe('dumps of other tools', () => {
  test('a dynamodump folder, by itself or above', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'dump/music/schema.json': JSON.stringify({ Table: TABLE }),
      'dump/music/data/0002.json': '{"Items":[]}',
      'dump/music/data/0001.json': '{"Items":[]}',
    });
    for (const path of [folder, join(folder, 'dump/music')]) {
      expect(await openSource(path)).toMatchObject({
        format: 'dynamodump folder',
        table: TABLE,
        files: [
          { name: join(folder, 'dump/music/data/0001.json') },
          { name: join(folder, 'dump/music/data/0002.json') },
        ],
      });
    }
  });

  test('.dynamodata with its schema in the same folder, by file or folder', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'music.dynamoschema': JSON.stringify(TABLE), 'music.dynamodata': '[]' });
    for (const path of [folder, join(folder, 'music.dynamodata')]) {
      expect(await openSource(path)).toMatchObject({ format: 'JSON', table: TABLE });
    }
  });
});

describe('what is no source', () => {
  test('a missing file, an empty folder', async () => {
    const folder = await temporaryFolder();
    await expect(openSource(join(folder, 'none'))).rejects.toThrow(
      `cannot read ${join(folder, 'none')}: no such file or folder`,
    );
    await expect(openSource(folder)).rejects.toThrow(`${folder} contains no dump that autodyne supports`);
  });

  test('a dump of ours that is incomplete', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'dump.json': JSON.stringify({
        formatVersion: 1,
        toolVersion: '1',
        tableName: 'music',
        startedAt: 'x',
        totalSegments: 1,
        firstSegment: 0,
        lastSegment: 0,
        contents: 'all',
        isConsistent: false,
        compression: 'gzip',
        scan: {},
      }),
    });
    await expect(openSource(folder)).rejects.toThrow(
      `the dump in ${folder} is incomplete: it has no manifest-summary.json`,
    );
  });
});
