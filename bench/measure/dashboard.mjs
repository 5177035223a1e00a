/** What a person waits for: from the navigation to the first rows of the dashboard, over a twin with 100,000 items. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { requireChromium } from '../../scripts/chromium.mjs';
import { RunningCommands } from '../../scripts/running-commands.mjs';
import { median, printTable } from './figures.mjs';

const ITEMS = 100_000;
const ROUNDS = 7;
const MOST_MS = 150;

export async function measureDashboard({ folder, cli }) {
  const cwd = join(folder, 'dashboard');
  mkdirSync(cwd);
  const options = { cwd, env: { ...process.env, NO_COLOR: '1', XDG_STATE_HOME: cwd } };
  const running = new RunningCommands(cli, options);
  try {
    await running.start(['local', '--memory', '--port', '0', '--write-env'], 'stderr', /listening/);
    const file = join(cwd, 'items.jsonl');
    writeFileSync(file, itemLines());
    const put = spawnSync(process.execPath, [cli, 'put', file], { ...options, encoding: 'utf8' });
    if (put.status !== 0) throw new Error(put.stderr);
    const { url } = JSON.parse(await running.start(['dashboard', '--no-open', '--json'], 'stdout', /\}\s*$/));
    const times = await firstRows(url);
    const figures = [median(times), Math.min(...times), Math.max(...times), MOST_MS];
    printTable(
      ['milliseconds from the navigation to', 'median', 'min', 'max', 'at most'],
      [['the first rows of the dashboard', ...figures.map((figure) => figure.toFixed(0))]],
    );
  } finally {
    await running.stop();
  }
}

function itemLines() {
  const line = (at) =>
    `{"id":"item-${at}","Artist":"Artist ${at % 97}","Title":"Song number ${at}","Year":${1950 + (at % 70)}}\n`;
  return Array.from({ length: ITEMS }, (_, at) => line(at)).join('');
}

/** Of a tab that has its session, as after a reload. */
async function firstRows(url) {
  const browser = await chromium.launch({ executablePath: requireChromium(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(url);
    await page.locator('.item-row').first().waitFor();
    const times = [];
    // A first round is for the browser's caches.
    for (let round = 0; round <= ROUNDS; round += 1) {
      await page.reload({ waitUntil: 'commit' });
      const ms = await page.evaluate(
        `new Promise((resolve) => {
          const look = () => document.querySelector('.item-row') === null
            ? requestAnimationFrame(look)
            : afterPaint(() => resolve(performance.now()));
          const afterPaint = (then) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = then;
            port2.postMessage(undefined);
          };
          look();
        })`,
      );
      if (round > 0) times.push(ms);
    }
    return times;
  } finally {
    await browser.close();
  }
}
