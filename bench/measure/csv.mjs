/** CSV against the same items as JSON Lines: time per item, and memory for ten times as many, which should be equal. */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { autodyneEnv } from './contestants.mjs';
import { megabytes, printTable } from './figures.mjs';
import { runProcess } from './run-process.mjs';

const SMALL = 40_000;
const LARGE = 400_000;

/** The types of the bench's items; that of the key is known. */
const COLUMNS =
  'artist:S,fingerprint:B,genres:SS,info.label:S,info.pressed:N,info.tracks:L,live:BOOL,lyrics:S,rating:N,title:S,year:N';

const WAYS = [
  { name: 'dump --out FILE.jsonl', file: 'jsonl', isDump: true },
  { name: 'dump --out FILE.csv', file: 'csv', isDump: true },
  { name: 'restore FILE.jsonl', file: 'jsonl', words: ['restore'] },
  { name: 'restore FILE.csv', file: 'csv', words: ['restore'], types: ['--columns', COLUMNS] },
  { name: 'restore FILE.csv --text', file: 'csv', words: ['restore'], types: ['--text'] },
  { name: 'put FILE.jsonl --dry-run', file: 'jsonl', words: ['put'], isDry: true },
  { name: 'put FILE.csv --dry-run', file: 'csv', words: ['put'], types: ['--columns', COLUMNS], isDry: true },
];

export async function measureCsv(setting) {
  const runs = new Map(WAYS.map((way) => [way, []]));
  for (const items of [SMALL, LARGE]) {
    const path = (file) => join(setting.folder, `items-${items}.${file}`);
    for (const [way, done] of runs)
      if (setting.isChosen(way.name) || way.isDump)
        done.push(await measured(setting, `items-${items}`, way, path(way.file)));
    const size = megabytes((await stat(path('csv'))).size);
    console.log(
      `${items} items are ${size} MB of CSV, ${megabytes((await stat(path('jsonl'))).size)} MB of JSON Lines`,
    );
    for (const file of ['csv', 'jsonl']) await rm(path(file));
  }
  printTable(
    ['', ...[SMALL, LARGE].flatMap((items) => [`seconds, ${items}`, 'CPU microseconds an item', 'peak MB'])],
    [...runs]
      .filter(([, done]) => done.length === 2)
      .map(([{ name }, done]) => [`\`${name}\``, ...done.flatMap(figures)]),
  );
}

/** Each item must have come through, where the server can tell. */
async function measured({ server, ...setting }, table, way, path) {
  const { isDump, isDry, name, types = [], words } = way;
  const command = isDump
    ? ['dump', '--out', path]
    : [...words, path, ...types, ...(isDry ? ['--dry-run'] : [])];
  await server.takeCounts();
  const run = await runProcess({
    command: [process.execPath, setting.cli, ...command],
    env: autodyneEnv({ server, ...setting }, isDump ? table : 'sink'),
  });
  const { served, taken } = await server.takeCounts();
  const itemCount = await server.itemCount(table);
  const passed = isDump ? served : taken;
  if (!isDry && passed < itemCount)
    throw new Error(`${name}: ${passed} of ${itemCount} items passed the server`);
  process.stderr.write(`${name} of ${itemCount} items: ${run.seconds.toFixed(2)} s\n`);
  return { ...run, itemCount };
}

function figures({ itemCount, peakBytes, processorSeconds, seconds }) {
  return [seconds.toFixed(2), ((processorSeconds / itemCount) * 1e6).toFixed(0), megabytes(peakBytes)];
}
