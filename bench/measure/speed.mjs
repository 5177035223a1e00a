/** Contestants against each other, in turn, so that a machine that slows down slows all of them. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { autodyneEnv, dumpContestants, restoreContestants } from './contestants.mjs';
import { median, megabytes, printTable } from './figures.mjs';
import { runProcess } from './run-process.mjs';

/** Requests under way at once in every restore. */
const CONCURRENCY = '16';

export async function measureSpeed(setting) {
  const { server, items, rounds } = setting;
  const itemCount = await server.itemCount(`items-${items}`);
  const dumps = await makeDumps(setting);
  const segments = setting.segments ?? String(dumps.segments);
  console.log(
    `Node ${process.version}, ${itemCount} items, ${segments} segments, medians of ${rounds} rounds`,
  );

  const scans = await inTurn(setting, dumpContestants(setting, segments), itemCount, 'served');
  report(scans, 'autodyne dump --compress none');
  const writes = await inTurn(setting, restoreContestants(setting, dumps, CONCURRENCY), itemCount, 'taken');
  report(writes, 'autodyne restore');
}

/** Makes the dumps that the restores read; also warms up the compile cache and the disk. */
async function makeDumps(setting) {
  const dumps = {};
  for (const compression of ['none', 'gzip']) {
    const folder = join(setting.folder, `source-${compression}`);
    dumps[compression] = folder;
    await runProcess({
      command: [process.execPath, setting.cli, 'dump', '--out', folder, '--compress', compression],
      env: autodyneEnv(setting, `items-${setting.items}`),
    });
  }
  dumps.segments = JSON.parse(await readFile(join(dumps.none, 'dump.json'), 'utf8')).totalSegments;
  return dumps;
}

/** @param counted what the server counts: 'served' or 'taken' */
async function inTurn({ server, rounds, isChosen }, contestants, itemCount, counted) {
  const chosen = contestants.filter(({ name }) => isChosen(name)).map((one) => ({ ...one, runs: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { runs, ...contestant } of chosen) {
      if (round > 0 && contestant.isOnce) continue;
      await server.takeCounts();
      const run = await runProcess(contestant);
      const passed = (await server.takeCounts())[counted] * (contestant.times ?? 1);
      await check(contestant, itemCount, passed);
      runs.push(scaled(run, contestant.times ?? 1));
      process.stderr.write(`${contestant.name}: ${run.seconds.toFixed(2)} s\n`);
      if (contestant.left !== undefined) await rm(contestant.left, { recursive: true });
    }
  }
  return chosen;
}

/** The whole of which a contestant did a share. */
function scaled(run, times) {
  return { ...run, seconds: run.seconds * times, processorSeconds: run.processorSeconds * times };
}

/** @throws when not every item came through and was left behind. */
async function check({ name, items, times = 1 }, itemCount, passed) {
  // A share of a table is as many whole pages as come near it.
  const expected = times === 1 ? itemCount : itemCount * 0.9;
  if (passed < expected) throw new Error(`${name}: ${passed} of ${itemCount} items passed the server`);
  const delivered = (await items?.()) ?? itemCount;
  if (delivered !== itemCount) throw new Error(`${name}: delivered ${delivered} of ${itemCount} items`);
}

function report(contestants, reference) {
  if (contestants.length === 0) return;
  const secondsOf = ({ runs }) => runs.map(({ seconds }) => seconds);
  const base = contestants.find(({ name }) => name === reference);
  printTable(
    ['contestant', 'runs', 'seconds', 'min', 'max', `x \`${reference}\``, 'CPU seconds', 'peak MB'],
    contestants.map((contestant) => {
      const seconds = secondsOf(contestant);
      const figures = [median(seconds), Math.min(...seconds), Math.max(...seconds)];
      return [
        contestant.name,
        seconds.length,
        ...figures.map((value) => value.toFixed(2)),
        base === undefined ? '-' : (figures[0] / median(secondsOf(base))).toFixed(2),
        median(contestant.runs.map(({ processorSeconds }) => processorSeconds)).toFixed(2),
        megabytes(Math.max(...contestant.runs.map(({ peakBytes }) => peakBytes))),
      ];
    }),
  );
}
