/**
 * The main job, as a person would type it: every command runs through the real binary against the local twin that
 * `npm run demo` starts around this script. Ends with the first command that fails.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'bin/run.js');
const table = process.env.AUTODYNE_TABLE_NAME;
if (table === undefined) throw new Error('run me as: npm run demo');

say('The table that the local twin made, its keys and its status');
autodyne('describe');

say('Put one item from a file, and get it back by the key in another');
autodyne('put', 'examples/item.json');
autodyne('get', 'examples/key.json');

say('Put a few hundred more, from JSON Lines');
autodyne('put', 'examples/songs.jsonl', '--units');

say('Query by key: the table is asked, not scanned');
autodyne('query', 'id=424b0514-be1d-4ee3-9d91-7e122718d7eb', '--units');

say('Look for other attributes: a scan, and autodyne says so');
autodyne(
  'scan',
  'Artist=No One You Know',
  'Year.gte:=2010',
  '--attributes',
  'SongTitle,Year,Price',
  '--units',
);
autodyne(
  'scan',
  'Info.label=Kestrel',
  'Info.live:=true',
  '--attributes',
  'Artist,SongTitle',
  '--format',
  'plain',
);

say('Change an item in place, then look at it');
autodyne(
  'update',
  'examples/key.json',
  '--set',
  'Year:=2015',
  '--set',
  'Price:=1.10',
  '--add',
  'Plays:=1',
  '--return',
  'new',
);
autodyne('get', '424b0514-be1d-4ee3-9d91-7e122718d7eb');

say('Create an index through the proxy, query by it, delete it');
autodyne('index', 'create', 'by-artist', '--partition-key', 'Artist:S', '--sort-key', 'Year:N');
autodyne('index', 'list');
autodyne('query', 'Artist=Salt Circuit', 'Year.gte=2010', '--attributes', 'SongTitle,Year', '--units');
autodyne('index', 'delete', 'by-artist', '--confirm', table);

say('What all that used of the plan');
autodyne('usage', '--since', '24h');

say('Delete the item');
autodyne('delete', 'examples/key.json');

say('Save everything, check the dump, empty the table, ask the dump, and bring all of it back');
const folder = mkdtempSync(join(tmpdir(), 'autodyne-demo-'));
try {
  const dump = join(folder, 'songs');
  autodyne('dump', '--out', dump);
  autodyne('dump', 'verify', dump);
  autodyne('delete', '--all', '--confirm', table);
  autodyne(
    'query',
    'Artist=Salt Circuit',
    'Year.gte:=2010',
    '--attributes',
    'SongTitle,Year',
    '--from',
    dump,
  );
  autodyne('restore', dump, '--verify');
  autodyne('dump', 'diff', dump);
  autodyne('scan', '--count');
} finally {
  rmSync(folder, { recursive: true });
}

say(
  'To look at such a table in your browser: autodyne local --dashboard (here: node bin/run.js local --memory --dashboard)',
);

say(`Done. Nothing is left running or on disk: the table "${table}" was in memory.`);

function say(text) {
  console.log(`\n# ${text}`);
}

function autodyne(...argv) {
  console.log(`\n$ autodyne ${argv.map(quoted).join(' ')}`);
  const { status } = spawnSync(process.execPath, [bin, ...argv], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`that ended with exit code ${status}`);
}

/** An arg, quoted for a shell if necessary. */
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
