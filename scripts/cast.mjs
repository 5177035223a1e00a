/**
 * `npm run docs:cast`: makes README's moving picture of a terminal (`docs/demo.svg`) of what the shown steps of the demo really print
 * at a terminal. `--check FILE` compares a picture with it instead: but for digits (times, sizes), it must be the same.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { castSvg } from './cast-svg.mjs';
import { demoSteps, typedCommand } from './demo-steps.mjs';

const COLUMNS = 104;
const MAX_BYTES = 40_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const table = process.env.AUTODYNE_TABLE_NAME;
if (table === undefined) throw new Error('run me as: npm run docs:cast');

const [option, checked = join(root, 'docs/demo.svg')] = process.argv.slice(2);
const svg = castSvg(record(), COLUMNS);
if (svg.length > MAX_BYTES) throw new Error(`the picture has ${svg.length} bytes, more than ${MAX_BYTES}`);
if (option === '--check') check(readFileSync(checked, 'utf8'));
else writeFileSync(join(root, 'docs/demo.svg'), svg);

/** The shown steps, each command as it was typed, with the lines that a terminal showed, colors included. */
function record() {
  const folder = mkdtempSync(join(tmpdir(), 'autodyne-cast-'));
  try {
    for (const name of ['item.json', 'key.json', 'songs.jsonl']) {
      cpSync(join(root, 'examples', name), join(folder, 'examples', name), { recursive: true });
    }
    return demoSteps(table)
      .filter(({ isShown }) => isShown)
      .map(({ say, commands }) => ({
        say,
        commands: commands.map((argv) => ({ typed: typedCommand(argv), lines: run(argv, folder) })),
      }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a command in a pseudo-terminal. */
function run(argv, folder) {
  const { NO_COLOR, FORCE_COLOR, CI, COLUMNS: width, ...env } = process.env;
  const command = `stty cols ${COLUMNS} rows 40; ${typedCommand(argv).replace(/^autodyne/, '"$NODE" "$BIN"')}`;
  const { status, stdout, error } = spawnSync('script', ['-qefc', command, '/dev/null'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...env,
      NODE: process.execPath,
      BIN: join(root, 'bin/run.js'),
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      TZ: 'UTC',
      XDG_STATE_HOME: join(folder, '.state'),
    },
  });
  if (error !== undefined)
    throw new Error(`a pseudo-terminal needs "script" of util-linux: ${error.message}`);
  if (status !== 0) throw new Error(`${typedCommand(argv)} ended with exit code ${status}: ${stdout}`);
  // A line of progress is written over: what stands there in the end is what comes after the last carriage return.
  const lines = stdout.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  return lines.map((line) => line.replaceAll('\u001b[K', '').replace(/^[\s\S]*\r/, ''));
}

/** Ends with exit code 1, and the first line that differs, when a picture is not of what the commands print now. */
function check(picture) {
  const [has, prints] = [picture, svg].map((text) => text.replaceAll(/\d+/g, '0').split('\n'));
  const differing = prints.findIndex((line, index) => line !== has[index]);
  if (differing === -1 && has.length === prints.length) return;
  console.error(
    `line ${differing + 1} of ${checked} is not what is printed now; make it again: npm run docs:cast`,
  );
  console.error(`is:        ${picture.split('\n')[differing] ?? 'missing'}`);
  console.error(`should be: ${svg.split('\n')[differing] ?? 'absent'}`);
  process.exitCode = 1;
}
