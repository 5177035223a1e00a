import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { writePagePrograms } from '../helpers/page-programs.ts';
import { binaryEnv } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';

const run = promisify(execFile);
const { folder, programs } = writePagePrograms('docs-models');

/** As the pages say that it is: the add-on's, with the index that Post declares. */
const table = useTable({
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'authorId', AttributeType: 'S' },
    { AttributeName: 'publishedAt', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byAuthor',
      KeySchema: [
        { AttributeName: 'authorId', KeyType: 'HASH' },
        { AttributeName: 'publishedAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(programs)('the code of $path does what it says', async ({ file, fewest, checks }) => {
  expect(checks).toBeGreaterThanOrEqual(fewest);
  const outfile = join(folder, file.replace(/ts$/, 'mjs'));
  await build({
    entryPoints: [join(folder, file)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  });
  const env = { ...binaryEnv(table.env), AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const { stderr } = await run(process.execPath, [outfile], { cwd: folder, env });
  expect(stderr).toBe('');
});
