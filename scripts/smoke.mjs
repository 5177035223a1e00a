/**
 * A short run of what matters most, each result compared with what it must be: `npm run smoke`. It is run inside the local
 * twin, by whatever Node is first on PATH: a Node that the tests do not run on is tried with it.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'bin/run.js');
const table = process.env.AUTODYNE_TABLE_NAME;
if (table === undefined) throw new Error('run me as: npm run smoke');
const songs = readFileSync(join(root, 'examples/songs.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const item = JSON.parse(readFileSync(join(root, 'examples/item.json'), 'utf8'));
const of2010 = songs.filter(({ Artist, Year }) => Artist === 'Salt Circuit' && Year >= 2010);
assert(of2010.length > 1);

const folder = mkdtempSync(join(tmpdir(), 'autodyne-smoke-'));
try {
  check('the Node that was asked for runs the command', () => {
    const version = process.env.AUTODYNE_TEST_NODE_VERSION ?? process.version;
    assert.equal(process.version, version);
    assert(autodyne('--version').trim().endsWith(` node-${version}`));
  });
  check('put, and get', () => {
    json('put', 'examples/item.json');
    assert.deepEqual(json('get', 'examples/key.json').Item, item);
  });
  dumpAndRestore('one item', 1);
  check('put of many items', () => {
    assert.deepEqual(json('put', 'examples/songs.jsonl'), { written: songs.length, repeated: 0 });
  });
  check('index create, list, query and delete', () => {
    const keys = ['--partition-key', 'Artist:S', '--sort-key', 'Year:N'];
    json('index', 'create', 'by-artist', ...keys);
    assert.match(autodyne('index', 'list'), /by-artist/);
    const result = json('query', 'Artist=Salt Circuit', 'Year.gte=2010', '--index', 'by-artist');
    assert.deepEqual(idsOf(result), of2010.map(({ id }) => id).sort());
    assert.equal(result.ScannedCount, of2010.length);
    json('index', 'delete', 'by-artist', '--confirm', table);
  });
  dumpAndRestore('many items', songs.length + 1);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`the smoke run passed on Node ${process.version}`);

function dumpAndRestore(name, count) {
  const dump = join(folder, name);
  check(`dump, verify, query --from, restore of ${name}`, () => {
    assert.equal(json('dump', '--out', dump).itemCount, count);
    const { itemCount, isComplete, problemCount } = json('dump', 'verify', dump);
    assert.deepEqual(
      { itemCount, isComplete, problemCount },
      { itemCount: count, isComplete: true, problemCount: 0 },
    );
    const where = `id=${item.id.S}`;
    assert.deepEqual(json('query', where, '--from', dump).Items, [item]);
    assert.deepEqual(json('delete', '--all', '--confirm', table), { deleted: count });
    const { read, written } = json('restore', dump, '--verify');
    assert.deepEqual({ read, written }, { read: count, written: count });
    autodyne('dump', 'diff', dump);
    assert.equal(json('scan', '--count').Count, count);
    assert.deepEqual(json('get', 'examples/key.json').Item, item);
  });
}

function idsOf({ Items }) {
  return Items.map(({ id }) => id.S).sort();
}

function check(name, run) {
  try {
    run();
  } catch (error) {
    console.error(`not so: ${name}`);
    throw error;
  }
  console.log(`ok: ${name}`);
}

/** The output of a command, run by the `node` on PATH, as the installed command is. */
function autodyne(...args) {
  try {
    return execFileSync('node', [bin, ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw new Error(`autodyne ${args.join(' ')}: exit code ${error.status}\n${error.stdout}${error.stderr}`);
  }
}

function json(...args) {
  return JSON.parse(autodyne(...args, '--json'));
}
