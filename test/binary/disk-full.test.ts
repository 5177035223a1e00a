import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../helpers/faults.ts';
import { fillTable, numberedItems } from '../helpers/fill-table.ts';
import { Shell } from '../helpers/shell.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();
const random = seededRandom(7);
const noise = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(33 + Math.floor(random() * 90))).join('');

/** Segments of few kilobytes, and some, with the four large items, of hundreds. */
beforeAll(() =>
  fillTable(table.client, table.tableName, [
    ...numberedItems(300, 10),
    ...[1, 2, 3, 4].map((n) => ({ id: { S: `large-${n}` }, text: { S: noise(150_000) } })),
  ]),
);

interface Ran {
  text: string;
  exitCode: number;
}

let shell: Shell;
beforeAll(() => {
  shell = new Shell(table.env);
});
afterAll(() => shell.close());

async function run(command: string): Promise<Ran> {
  const { lines, exitCode } = await shell.runKept(command);
  return { text: lines.join('\n'), exitCode };
}

async function expectResumable(out: string): Promise<void> {
  const resumed = await run(`autodyne dump --resume ${out} --verify`);
  expect(resumed.exitCode, resumed.text).toBe(0);
  expect(resumed.text).toContain('verified: complete; no problems found');
  expect(await run(`autodyne dump diff ${out}`)).toMatchObject({ exitCode: 0 });
}

/** The shell's limit is in blocks of 512 bytes. */
const limited = (bytes: number, command: string): string => `ulimit -f ${Math.ceil(bytes / 512)}; ${command}`;

describe('files that may not become as large as they would', () => {
  test('a data file: what is recorded is safe, and --resume ends the dump', async () => {
    const { text, exitCode } = await run(limited(50_000, 'autodyne dump --out d1 --segments 16'));
    expect(exitCode, text).toBe(3);
    expect(text).toMatch(
      /^Error: cannot write d1\/data\/segment-000\d\d-00001\.json\.gz: the file is larger than the limit; \d+ items? in \d+ files? (is|are) saved in d1$/m,
    );
    expect(text).toContain('  → raise the limit: ulimit -f\n');
    expect(text).toContain('  → to continue: autodyne dump --resume d1');
    expect(await run('ls d1/data | grep -c partial')).toMatchObject({ text: '0' });
    expect((await run('autodyne dump verify d1')).text).toMatch(/incomplete: [\s\S]*\n1 problem found$/);
    await expectResumable('d1');
  });

  test('the journal, in the middle of a line', async () => {
    const args = 'autodyne dump --out d2 --segments 16 --data-only --where id=large-1 --attributes id';
    const { text, exitCode } = await run(limited(1024, args));
    expect(exitCode, text).toBe(3);
    expect(text).toContain('Error: cannot write d2/manifest-files.json: the file is larger than the limit; ');
    expect(text).toMatch(/ in [1-3] files? (is|are) saved in d2\n/);
    expect(await run('wc -c < d2/manifest-files.json')).toMatchObject({ text: '1024' });
    const resumed = await run('autodyne dump --resume d2 --verify');
    expect(resumed.exitCode, resumed.text).toBe(0);
    expect(resumed.text).toContain('d2: 1 item of table');
    expect(resumed.text).toContain('verified: partial dump; no problems found');
  });

  test('the first file of all: nothing is left', async () => {
    const { text, exitCode } = await run(limited(0, 'autodyne dump --out deep/d3'));
    expect(exitCode, text).toBe(2);
    expect(text).toContain('Error: cannot write deep/d3/dump.lock: the file is larger than the limit\n');
    expect(existsSync(join(shell.folder, 'deep/d3'))).toBe(false);
  });

  test('--out FILE: nothing is left', async () => {
    const { text, exitCode } = await run(limited(50_000, 'autodyne dump --out all.jsonl.gz'));
    expect(exitCode, text).toBe(3);
    expect(text).toContain('Error: cannot write all.jsonl.gz: the file is larger than the limit\n');
    expect(await run('ls')).not.toMatchObject({ text: expect.stringContaining('all.jsonl') });
    const none = await run(limited(0, 'autodyne dump --out all.jsonl.gz'));
    expect(none.text).toContain('Error: cannot write all.jsonl.gz: the file is larger than the limit\n');
    expect(none.exitCode).toBe(2);
    expect(await run('ls')).not.toMatchObject({ text: expect.stringContaining('all.jsonl') });
  });

  test('standard output', async () => {
    const { text, exitCode } = await run(limited(50_000, 'autodyne dump --out - > all.txt'));
    expect(exitCode, text).toBe(3);
    expect(text).toMatch(
      /\nError: cannot write standard output: the file is larger than the limit\n.*ulimit -f$/,
    );
  });

  test('the merged dump', async () => {
    for (const range of ['0-7', '8-15']) {
      await run(`autodyne dump --segments 16 --segment-range ${range} --out share-${range}`);
    }
    const { text, exitCode } = await run(
      limited(50_000, 'autodyne dump merge share-0-7 share-8-15 --out merged'),
    );
    expect(exitCode, text).toBe(3);
    expect(text).toContain('Error: cannot write merged/data/segment-000');
    expect((await run('autodyne dump verify merged')).exitCode).toBe(8);
  });
});

test.skipIf(!existsSync('/dev/full'))('standard output without space', async () => {
  const { text, exitCode } = await run('autodyne dump --out - > /dev/full');
  expect(exitCode, text).toBe(3);
  expect(text).toMatch(
    /\nError: cannot write standard output: no space left on the disk\n {2}→ free some space$/,
  );
});

function isPossible(command: string): boolean {
  try {
    execFileSync('sh', ['-c', command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const ownMounts = 'unshare --user --map-root-user --mount';

describe.skipIf(!isPossible(`${ownMounts} mount -t tmpfs none /mnt`))('a disk that is full', () => {
  test('then it has room, and --resume ends the dump', async () => {
    const script = [
      'mkdir disk; mount -t tmpfs -o size=300k none disk',
      'autodyne dump --out disk/d --segments 16; echo "exit $?"',
      'mount -o remount,size=10m disk',
      'autodyne dump --resume disk/d --verify; echo "exit $?"',
      'autodyne dump diff disk/d; echo "exit $?"',
    ];
    writeFileSync(join(shell.folder, 'script.sh'), script.join('\n'));
    const { text } = await run(`${ownMounts} sh script.sh`);
    expect(text).toMatch(
      /Error: cannot write disk\/d\/.*: no space left on the disk; \d+ items? in \d+ files? (is|are) saved in disk\/d\n {2}→ free some space\n {2}→ to continue: autodyne dump --resume disk\/d\nexit 3\n/,
    );
    expect(text).toContain('verified: complete; no problems found\n');
    expect(text).toContain('no difference\nexit 0');
    expect(text.match(/^exit \d$/gm)).toEqual(['exit 3', 'exit 0', 'exit 0']);
  });

  test('from the start: nothing is left', async () => {
    const script = [
      'mkdir tiny; mount -t tmpfs -o size=4k none tiny',
      'autodyne dump --out tiny/d; echo "exit $?"',
      'ls -a tiny',
    ];
    writeFileSync(join(shell.folder, 'script.sh'), script.join('\n'));
    const { text } = await run(`${ownMounts} sh script.sh`);
    expect(text).toMatch(
      /Error: cannot write tiny\/d.*: no space left on the disk\n {2}→ free some space\nexit 2\n/,
    );
    expect(text).toMatch(/\n\.\n\.\.$/);
  });

  test('a restore that cannot save its progress prints a warning first, and continues', async () => {
    const script = [
      'mkdir state; mount -t tmpfs -o size=4k none state; head -c 4096 /dev/zero > state/full',
      'export XDG_STATE_HOME=$PWD/state',
      'autodyne dump --out whole',
      'autodyne restore whole --mode skip-existing; echo "exit $?"',
    ];
    writeFileSync(join(shell.folder, 'script.sh'), script.join('\n'));
    const { text } = await run(`${ownMounts} sh script.sh`);
    expect(text).toMatch(
      /\nWarning: this restore cannot be resumed: cannot write .*\/state\/autodyne\/restore.*: no space left on the disk \(to use another folder: XDG_STATE_HOME=FOLDER\)\nread 304 = 0 written \+ 304 skipped/,
    );
    expect(text).toMatch(/\nexit 0$/);
  });
});

/** Root may write everywhere, unless it gives that up. */
const asAnyone = process.getuid?.() === 0 ? 'setpriv --bounding-set=-dac_override,-dac_read_search ' : '';
const folderOfOthers = 'd=$(mktemp -d); chmod 555 $d';
const isRefused = isPossible(
  `${folderOfOthers}; ${asAnyone}true && ! ${asAnyone}touch $d/x; e=$?; rm -rf $d; exit $e`,
);

describe.skipIf(!isRefused)('a folder that may not be written', () => {
  test.each([
    ['--out others/d', 'cannot write others/d: permission denied'],
    ['--out others', 'cannot write others/dump.lock: permission denied'],
    ['--out others/all.jsonl', 'cannot write others/all.jsonl: permission denied'],
  ])('dump %s', async (args, message) => {
    await run('rm -rf others; mkdir others; chmod 555 others');
    onTestFinished(() => run('chmod 755 others').then(() => undefined));
    const { text, exitCode } = await run(`${asAnyone}autodyne dump ${args}`);
    expect(exitCode, text).toBe(2);
    expect(text).toContain(`Error: ${message}`);
    expect(await run('ls -A others')).toEqual({ text: '', exitCode: 0 });
  });

  test('dump --resume', async () => {
    await run('rm -rf stopped; autodyne dump --out stopped --segments 2 --max-units 1; chmod 555 stopped');
    onTestFinished(() => run('chmod 755 stopped').then(() => undefined));
    const { text, exitCode } = await run(`${asAnyone}autodyne dump --resume stopped`);
    expect(exitCode, text).toBe(2);
    expect(text).toContain('Error: cannot write stopped/dump.lock: permission denied');
  });
});

test('a folder that is a file', async () => {
  const { text, exitCode } = await run('touch file; autodyne dump --out file');
  expect(exitCode).toBe(2);
  expect(text).toContain('Error: file is not a folder');
  expect((await run('autodyne dump --out file/d')).text).toContain(
    'Error: cannot write file/d: a part of this path is not a folder',
  );
});
