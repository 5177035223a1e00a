/** Compares memory and time per item for a table and one that is twenty times as large: both should be equal. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { autodyneEnv } from './contestants.mjs';
import { dumpItemCount } from './count-items.mjs';
import { megabytes, printTable } from './figures.mjs';
import { runProcess } from './run-process.mjs';

const SMALL = 100_000;
const LARGE = 2_000_000;

export async function measureMemory(setting) {
  const rows = { dump: [], restore: [] };
  for (const items of [SMALL, LARGE]) {
    const source = join(setting.folder, `memory-${items}`);
    const dump = [process.execPath, setting.cli, 'dump', '--out', source, '--json'];
    rows.dump.push(await measured(setting, `items-${items}`, dump, () => dumpItemCount(source)));
    const restore = [process.execPath, setting.cli, 'restore', source, '--json'];
    await setting.server.takeCounts();
    rows.restore.push(
      await measured(setting, 'sink', restore, async () => (await setting.server.takeCounts()).taken),
    );
    await rm(source, { recursive: true });
  }
  printTable(
    ['', 'items', 'seconds', 'of them at work', 'microseconds an item', 'peak MB'],
    Object.entries(rows).flatMap(([name, [small, large]]) => [
      [name, ...figures(small)],
      [name, ...figures(large)],
      [
        `${name}, ratio`,
        '',
        '',
        '',
        ratio(large.workPerItem, small.workPerItem),
        ratio(large.peakBytes, small.peakBytes),
      ],
    ]),
  );
}

/** The command's own clock leaves out its start, which is no matter of items. */
async function measured(setting, table, command, items) {
  const run = await runProcess({ command, env: autodyneEnv(setting, table) });
  const { seconds: work } = JSON.parse(run.stdout);
  const itemCount = await items();
  process.stderr.write(`${command[2]} of ${itemCount} items: ${run.seconds.toFixed(2)} s\n`);
  return { ...run, itemCount, work, workPerItem: work / itemCount };
}

function figures({ itemCount, seconds, work, workPerItem, peakBytes }) {
  return [
    itemCount,
    seconds.toFixed(2),
    work.toFixed(2),
    (workPerItem * 1e6).toFixed(2),
    megabytes(peakBytes),
  ];
}

function ratio(large, small) {
  return (large / small).toFixed(2);
}
