/**
 * `npm run docs:picture`: makes two pictures of usage from the demo's songs and three weeks of invented use: the dashboard
 * (`docs/dashboard.png`, by a headless Chromium) and the terminal's chart, which it puts between the marks of `docs/usage.md`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { requireChromium } from './chromium.mjs';
import { RunningCommands } from './running-commands.mjs';

const HOUR = 3600;
const HOURS = 21 * 24;
const MAX_PICTURE_BYTES = 150_000;
const PLAN_UNITS = 5_000_000;
const MARKS = ['<!-- usage chart: npm run docs:picture -->\n', '<!-- end of usage chart -->'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'bin/run.js');
const folder = mkdtempSync(join(tmpdir(), 'autodyne-picture-'));
const env = { ...process.env, NO_COLOR: '1', COLUMNS: '100', XDG_STATE_HOME: folder };
const running = new RunningCommands(bin, { cwd: folder, env });

try {
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  writeFileSync(join(folder, 'data/usage.jsonl'), usageLines(), { mode: 0o600 });
  const twin = [
    'local',
    '--data',
    'data',
    '--table',
    'music',
    '--port',
    '0',
    '--plan-units',
    String(PLAN_UNITS),
  ];
  await running.start([...twin, '--write-env'], 'stderr', /listening/);
  autodyne('put', join(root, 'examples/songs.jsonl'));
  autodyne('index', 'create', 'by-artist', '--partition-key', 'Artist:S', '--sort-key', 'Year:N');
  const chart = autodyne('usage', '--since', '24h');
  const { url } = JSON.parse(await running.start(['dashboard', '--no-open', '--json'], 'stdout', /\}\s*$/));
  await takePicture(url, join(root, 'docs/dashboard.png'));
  putBetweenMarks(`\`\`\`text\n$ autodyne usage --since 24h\n${chart.trimEnd()}\n\`\`\`\n`);
} finally {
  await running.stop();
  rmSync(folder, { recursive: true });
}

/** What the twin's meter would have written: busy by day, quiet by night. */
function usageLines() {
  const first = Math.floor(Date.now() / 1000 / HOUR) * HOUR - HOURS * HOUR;
  const lines = [{ Version: 1, CountedSince: first }];
  for (let hour = 0; hour < HOURS; hour += 1) {
    const time = first + hour * HOUR;
    const ofDay = (time / HOUR) % 24;
    const wave = 0.12 + Math.exp(-(((ofDay - 14) / 4.6) ** 2)) + 0.12 * Math.sin(hour * 1.7) ** 2;
    const read = Math.round(3100 * wave);
    const write = Math.round(450 * wave + 70 * Math.sin(hour) ** 2);
    const artists = { Read: Math.round(1900 * wave), Write: Math.round(write * 0.5) };
    const titles = {
      Read: Math.round(850 * wave * Math.sin(hour / 3) ** 2),
      Write: Math.round(write * 0.25),
    };
    const throttled = ofDay === 14 ? 12 : 0;
    lines.push({
      Time: time,
      Seconds: HOUR,
      Table: { Read: read, Write: write, Throttled: throttled },
      Indexes: { 'by-artist': { ...artists, Throttled: 0 }, 'by-title': { ...titles, Throttled: 0 } },
      Operations: [
        { Operation: 'Query', Requests: read, Read: read + artists.Read + titles.Read, Write: 0 },
        { Operation: 'PutItem', Requests: write, Read: 0, Write: write + artists.Write + titles.Write },
      ],
    });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function autodyne(...argv) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`autodyne ${argv.join(' ')} ended with exit code ${status}: ${stderr}`);
  return stdout;
}

async function takePicture(url, path) {
  const browser = await chromium.launch({ executablePath: requireChromium(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1180, height: 940 } });
    await page.goto(url);
    await page
      .getByRole('button', { name: /^Open item/ })
      .first()
      .waitFor();
    await page.getByLabel('Conditions').fill("Artist='Salt Circuit' Year.gte=1990");
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByText('That is all.').waitFor();
    await page.mouse.click(4, 4);
    await page.screenshot({ path });
  } finally {
    await browser.close();
  }
  const { size } = statSync(path);
  if (size > MAX_PICTURE_BYTES) throw new Error(`${path} has ${size} bytes, more than ${MAX_PICTURE_BYTES}`);
}

function putBetweenMarks(text) {
  const path = join(root, 'docs/usage.md');
  const page = readFileSync(path, 'utf8');
  const [from, to] = [page.indexOf(MARKS[0]), page.indexOf(MARKS[1])];
  if (from === -1 || to === -1) throw new Error(`${path} has no ${MARKS[0].trim()} and ${MARKS[1]}`);
  writeFileSync(path, page.slice(0, from + MARKS[0].length) + text + page.slice(to));
}
