/**
 * Who is measured. Each is a whole process; `items` tells how many items it delivered, by what it left behind or, where
 * it leaves nothing, by what the server served or took.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { countLines, dumpItemCount } from './count-items.mjs';

/** autodyne's own settings, with a compile cache that is the bench's. */
export function autodyneEnv({ server, folder }, table) {
  return {
    AUTODYNE_ENDPOINT_URL: server.url,
    AUTODYNE_AWS_ACCESS_KEY_ID: 'AKIDBENCH',
    AUTODYNE_AWS_SECRET_ACCESS_KEY: 'bench',
    AUTODYNE_AWS_DEFAULT_REGION: 'eu-west-1',
    AUTODYNE_TABLE_NAME: table,
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_STATE_HOME: join(folder, 'state'),
  };
}

const awsEnv = {
  AWS_ACCESS_KEY_ID: 'AKIDBENCH',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
  NODE_NO_WARNINGS: '1',
};

/** @param segments as autodyne chooses them, or as `--segments` says */
export function dumpContestants(setting, segments) {
  const { server, folder, cli, bench, items } = setting;
  const table = `items-${items}`;
  const autodyne = (words) => ({
    command: [process.execPath, cli, ...words],
    env: autodyneEnv(setting, table),
  });
  const node = (script, ...args) => ({
    command: [process.execPath, join(bench, 'contestants', script), server.url, table, segments, ...args],
    env: awsEnv,
  });
  const into = (name) => join(folder, name);
  const dump = (name, compression, extra = []) => ({
    name,
    left: into(name),
    ...autodyne(['dump', '--out', into(name), '--compress', compression, ...extra]),
    items: async () => Math.min(await dumpItemCount(into(name)), await countLines(into(`${name}/data`))),
  });
  const file = (name, path, run) => ({ name, left: into(path), ...run, items: () => countLines(into(path)) });
  const told = setting.segments === undefined ? [] : ['--segments', segments];
  return [
    dump('autodyne dump --compress none', 'none', told),
    dump('autodyne dump (gzip)', 'gzip', told),
    file('autodyne scan --format typed', 'typed.jsonl', {
      ...autodyne(['scan', '--format', 'typed', '--segments', segments]),
      stdout: into('typed.jsonl'),
    }),
    { name: 'fetch and drop', ...node('fetch-and-drop.mjs') },
    file('SDK ScanCommand', 'sdk.jsonl', node('sdk-scan.mjs', into('sdk.jsonl'), 'none')),
    file('SDK ScanCommand, gzip', 'sdk.jsonl.gz', node('sdk-scan.mjs', into('sdk.jsonl.gz'), 'gzip')),
    {
      ...file('@shelf/dynamodb-parallel-scan', 'shelf.jsonl', node('shelf-scan.mjs', into('shelf.jsonl'))),
      isOnce: true,
    },
    {
      ...file('@mapbox/dyno export', 'dyno.jsonl', {
        command: [
          process.execPath,
          join(bench, 'node_modules/@mapbox/dyno/bin/cli.js'),
          'export',
          `eu-west-1/${table}`,
          '-e',
          server.url,
        ],
        env: awsEnv,
        stdout: into('dyno.jsonl'),
      }),
      // The first line is the table's description.
      items: async () => (await countLines(into('dyno.jsonl'))) - 1,
      isOnce: true,
    },
    ...awsScan(setting, table),
  ];
}

/** An eighth of the table, for it takes more than a minute for all of it. */
function awsScan({ server, folder }, table) {
  if (spawnSync('aws', ['--version']).error) return [];
  const TotalSegments = 8;
  const words = ['--table-name', table, '--segment', '0', '--total-segments', String(TotalSegments)];
  return [
    {
      name: 'aws dynamodb scan (an eighth of the table, times eight)',
      command: ['aws', 'dynamodb', 'scan', ...words, '--endpoint-url', server.url, '--output', 'json'],
      env: awsEnv,
      stdout: join(folder, 'aws.json'),
      left: join(folder, 'aws.json'),
      times: TotalSegments,
      isOnce: true,
    },
  ];
}

/** @param dumps folders of dumps, by their compression */
export function restoreContestants(setting, dumps, concurrency) {
  const { server, cli, bench } = setting;
  const restore = (name, source) => ({
    name,
    command: [process.execPath, cli, 'restore', source, '--concurrency', concurrency],
    env: autodyneEnv(setting, 'sink'),
  });
  return [
    restore('autodyne restore', dumps.none),
    restore('autodyne restore (gzip)', dumps.gzip),
    {
      name: 'SDK BatchWriteItemCommand',
      command: [
        process.execPath,
        join(bench, 'contestants/sdk-write.mjs'),
        server.url,
        'sink',
        concurrency,
        join(dumps.none, 'data'),
      ],
      env: awsEnv,
    },
  ];
}
