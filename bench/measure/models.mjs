/**
 * Models against the other mappers and bare lib-dynamodb: processor time of each contestant's process, in turn, and what
 * 10,000 loaded records hold.
 */
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { median, printTable } from './figures.mjs';

const BASE = 'bare';
const CONTESTANTS = {
  bare: 'lib-dynamodb bare',
  autodyne: '`autodyne/model`',
  associated: 'with three associations',
  dynamoose: 'dynamoose',
  electrodb: 'electrodb',
  toolbox: 'dynamodb-toolbox',
};
const USERS = 10_000;

/** Work of one turn, and the highest allowed ratio to bare lib-dynamodb. */
const WORKS = {
  find: { count: 1000, most: 0.3, unit: 'find' },
  create: { count: 1000, most: 0.3, unit: 'create' },
  where: { count: 1, most: 0.9, unit: 'where of 10,000, three fields of each read' },
  import: { count: USERS, most: 0.5, unit: 'import of 10,000' },
};
const MOST_HELD = 1.5;

export async function measureModels({ server, bench, rounds, isChosen }) {
  const names = Object.keys(CONTESTANTS).filter((name) => name === BASE || isChosen(name));
  const runs = await inTurn(names, { url: server.url, bench, rounds });
  console.log(
    `Node ${process.version}, medians of ${rounds} rounds, processor time as ratios to ${CONTESTANTS[BASE]}`,
  );
  printTable(
    ['', ...names.map((name) => CONTESTANTS[name]), 'at most', `ms of ${CONTESTANTS[BASE]}`],
    Object.entries(WORKS).map(([work, { unit, most, count }]) => [
      unit,
      ...names.map((name) => ratioText(runs[work][name], runs[work][BASE])),
      most.toFixed(2),
      (median(runs[work][BASE]) / 1000 / (work === 'import' ? 1 : count)).toFixed(2),
    ]),
  );
  const held = {};
  for (const name of names) held[name] = await heldBytes(name, { url: server.url, bench });
  printTable(
    [
      'bytes that 10,000 loaded records hold',
      ...names.map((name) => CONTESTANTS[name]),
      'at most',
      'MB of bare',
    ],
    [
      ['as they come', 'loaded'],
      ['once three fields of each were read', 'read'],
    ].map(([words, which]) => [
      words,
      ...names.map((name) => (held[name][which] / held[BASE][which]).toFixed(2)),
      MOST_HELD.toFixed(2),
      (held[BASE][which] / 1e6).toFixed(1),
    ]),
  );
  console.log(`\nFiles of @aws-sdk that \`autodyne/model\` loads for a find: ${sdkFiles(server.url, bench)}`);
}

/** Rounds that are not counted, in which all warm up. */
const WARM_UP = 2;

/** Microseconds by the work, the contestant and the round. */
async function inTurn(names, { url, bench, rounds }) {
  const runs = Object.fromEntries(
    Object.keys(WORKS).map((work) => [work, Object.fromEntries(names.map((name) => [name, []]))]),
  );
  const processes = {};
  for (const name of names) processes[name] = await startContestant(name, url, bench);
  try {
    for (let round = 0; round < WARM_UP + rounds; round += 1) {
      for (const [work, { count }] of Object.entries(WORKS)) {
        const sums = new Set();
        for (const name of names) {
          const { microseconds, sum } = await processes[name].run({ work, count });
          sums.add(sum);
          if (round >= WARM_UP) runs[work][name].push(microseconds);
        }
        if (sums.size !== 1) throw new Error(`${work}: not all saw the same: ${[...sums].join(', ')}`);
        process.stderr.write(`round ${round}: ${work}\n`);
      }
    }
  } finally {
    for (const one of Object.values(processes)) one.stop();
  }
  return runs;
}

/** The median of the rounds' ratios, and their range. */
function ratioText(times, base) {
  const ratios = times.map((time, round) => time / base[round]);
  return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
}

async function heldBytes(name, { url, bench }) {
  const contestant = await startContestant(name, url, bench);
  try {
    return await contestant.run({ work: 'hold' });
  } finally {
    contestant.stop();
  }
}

async function startContestant(name, url, bench) {
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const child = fork(join(bench, 'contestants/models/run.mjs'), [name, url], {
    env,
    execArgv: ['--expose-gc', ...process.execArgv],
  });
  await once(child, 'message');
  return {
    run(message) {
      return new Promise((resolve, reject) => {
        const ended = () => reject(new Error(`${name} ended`));
        child.once('exit', ended);
        child.once('message', (reply) => {
          child.off('exit', ended);
          resolve(reply);
        });
        child.send(message);
      });
    },
    stop: () => child.disconnect(),
  };
}

function sdkFiles(url, bench) {
  const script = join(bench, 'contestants/models/loaded-sdk.mjs');
  return execFileSync(process.execPath, [script, url], { encoding: 'utf8' }).trim();
}
