/** `npm run bench`: installs what it compares with, builds the command line, measures, and prints Markdown. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `npm run bench -- [--rounds N] [--items N] [--segments N] [--only WORD,…] [--part speed|memory|csv|meter|dashboard|models|all] [--folder DIR]
  --rounds    how often each contestant runs, in turn with the others (5)
  --items     of the table that dump and restore are timed on, 0.9 KB each (180000)
  --segments  of the contestants that must be told; autodyne chooses its own unless this is given
  --only      only contestants whose name has one of these words
  --part      speed: contestants against each other; memory: dump and restore of 100,000 and 2,000,000 items;
              csv: CSV against JSON Lines, 40,000 items and 400,000;
              meter: the local twin with its meter against passing through;
              dashboard: its first rows in a headless Chromium, over a twin with 100,000 items;
              models: autodyne/model against other mappers and lib-dynamodb
  --folder    where files are written (the system's folder for temporary files)`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    items: { type: 'string', default: '180000' },
    segments: { type: 'string' },
    only: { type: 'string' },
    part: { type: 'string', default: 'all' },
    folder: { type: 'string', default: tmpdir() },
    help: { type: 'boolean' },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}

if (!['speed', 'memory', 'csv', 'meter', 'dashboard', 'models', 'all'].includes(options.part))
  throw new Error(`no such part: ${options.part}`);
const isWanted = (part) => [part, 'all'].includes(options.part);
const bench = dirname(fileURLToPath(import.meta.url));
const root = dirname(bench);
const needsServer = ['speed', 'memory', 'csv', 'models'].some(isWanted);
// The other parts run autodyne alone.
if (['speed', 'models'].some(isWanted) && !isInstalled())
  execFileSync('npm', ['ci', '--loglevel', 'error', '--prefix', bench], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });

const { startServer } = await import('./measure/server-process.mjs');
const { measureSpeed } = await import('./measure/speed.mjs');
const { measureMemory } = await import('./measure/memory.mjs');
const { measureCsv } = await import('./measure/csv.mjs');
const { measureMeter } = await import('./measure/meter.mjs');
const { measureDashboard } = await import('./measure/dashboard.mjs');
const { measureModels } = await import('./measure/models.mjs');

const folder = mkdtempSync(join(options.folder, 'autodyne-bench-'));
const items = Number(options.items);
// Models have a table of their own.
const server = needsServer ? await startServer(options.part === 'models' ? 1 : items) : undefined;
try {
  const setting = {
    server,
    folder,
    cli: join(root, 'bin/run.js'),
    bench,
    items,
    rounds: Number(options.rounds),
    segments: options.segments,
    isChosen: (name) => !options.only || options.only.split(',').some((word) => name.includes(word)),
  };
  if (isWanted('speed')) await measureSpeed(setting);
  if (isWanted('memory')) await measureMemory(setting);
  if (isWanted('csv')) await measureCsv(setting);
  if (isWanted('meter')) await measureMeter(setting);
  if (isWanted('dashboard')) await measureDashboard(setting);
  if (isWanted('models')) await measureModels(setting);
} finally {
  server?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The installed packages are those of the lock file. */
function isInstalled() {
  const installed = join(bench, 'node_modules/.package-lock.json');
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(bench, 'package-lock.json')).mtimeMs
  );
}
