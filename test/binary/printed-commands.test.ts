import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shell } from '../helpers/shell.ts';
import type { StepRun } from '../helpers/transcript.ts';

/** Settings under another prefix, in a file that is not `.env`, that name another table: without each flag, all fails. */
const FLAGS = `--as BLUE --env-file "it's my.env" --table music`;

const shell = new Shell();

beforeAll(async () => {
  await shell.run('autodyne local --port 0 --memory --table music --write-env --index-delay 4000 &');
  const settings = readFileSync(join(shell.folder, '.env'), 'utf8');
  renameSync(join(shell.folder, '.env'), join(shell.folder, "it's my.env"));
  const renamed = settings
    .replace(/AUTODYNE_/g, 'BLUE_')
    .replace(/^(BLUE_TABLE_NAME)=.*$/m, '$1=no-such-table');
  writeFileSync(join(shell.folder, "it's my.env"), renamed);
  const item = `{"id":"&","lyrics":"${'la '.repeat(40)}"}`;
  const put = await shell.run(`seq 101 400 | sed 's/.*/${item}/' | autodyne put - ${FLAGS}`);
  expect(put).toMatchObject({ exitCode: 0, lines: ['put 300 items into table "music"'] });
});
afterAll(() => shell.close());

/** Runs a command line with those flags behind it. */
function autodyne(args: string): Promise<StepRun> {
  return shell.runKept(`autodyne ${args} ${FLAGS}`);
}

/** The command at the end of a line, after this text. */
function printed(run: StepRun, args: string): string {
  const line = run.lines.find((one) => one.includes(`${args}: autodyne `));
  expect(line, `no "${args}: autodyne" in:\n${run.lines.join('\n')}`).toBeDefined();
  return line?.slice(line.indexOf(`${args}: `) + args.length + 2) ?? '';
}

/** Runs what was printed as it stands. */
async function follow(run: StepRun, args: string): Promise<StepRun> {
  return shell.runKept(printed(run, args));
}

function expectDone(run: StepRun, line: RegExp, exitCode = 0): void {
  const text = run.lines.join('\n');
  expect(text).toMatch(line);
  expect(run.exitCode, text).toBe(exitCode);
}

describe('a command that is printed to go on does what was meant, as it stands', () => {
  test('dump: check it, bring it back', async () => {
    const run = await autodyne(`dump --out "it's \\$HOME"`);
    expectDone(await follow(run, 'verify it offline'), /^verified: complete; no problems found$/m);
    await autodyne('update 101 --set lyrics=oh');
    await autodyne('delete 102');
    const back = await follow(run, 'to restore its items over the existing ones');
    expectDone(back, /^read 300 = 300 written \+ 0 skipped/m);
    expectDone(await autodyne(`dump diff "it's \\$HOME"`), /^no difference$/m);
  });

  test('dump --verify, and into a file', async () => {
    for (const out of ['--out "a b" --verify', '--out "a b.jsonl.gz"', '--out ./-odd.jsonl']) {
      const run = await autodyne(`dump ${out}`);
      expect(run.lines.at(-1)).toBe(run.lines.find((line) => line.startsWith('to restore its items')));
      const back = await follow(run, 'to restore its items over the existing ones');
      expectDone(back, /^read 300 = 300 written \+ 0 skipped/m);
    }
  });

  test('a dump that stopped: go on, finish it, or take the folder for what it is', async () => {
    const stopped = await autodyne('dump --segments 2 --max-units 4 --out ./-odd --verify');
    expect(stopped.exitCode).toBe(3);
    expectDone(
      await follow(await autodyne('dump verify ./-odd'), 'finish it'),
      /^read 300 items, wrote 300/m,
    );
    const second = await autodyne(
      `dump --segments 2 --max-units 4 --max-read-units 5000 --out "c'd" --verify`,
    );
    const again = await autodyne(`dump --out "c'd"`);
    expect(printed(again, 'to continue an unfinished dump')).toContain(` --resume 'c'\\''d' `);
    const restored = await autodyne(`restore "c'd" --mode skip-existing`);
    expect(printed(restored, 'finish it')).toContain(` --resume 'c'\\''d' `);
    const resumed = await follow(second, 'to continue');
    expectDone(resumed, /^verified: complete; no problems found$/m);
    expectDone(
      await follow(again, 'to continue an unfinished dump'),
      /is complete: there is nothing to resume/,
    );
    expectDone(await follow(restored, 'finish it'), /is complete: there is nothing to resume/);
  });

  test('shares of which one is missing', async () => {
    await autodyne(
      `dump --segments 4 --segment-range 0-2 --consistent --compress none --where "id.lt=it's" --out "one 1"`,
    );
    const gap = await autodyne('dump merge "one 1" --out "all 4"');
    const missing = await follow(gap, 'dump them');
    expectDone(missing, /^verify it offline/m);
    const [, folder = ''] = /dump verify (\S+)$/m.exec(missing.lines.join('\n')) ?? [];
    expectDone(await autodyne(`dump merge "one 1" ${folder} --out "all 4"`), /^merged 2 shares: 300 items/m);
  });

  test('a dump that was damaged', async () => {
    await autodyne('dump --out "bad one"');
    await shell.run('printf x >> "bad one/data/segment-00000-00001.json.gz"');
    const run = await autodyne('restore "bad one" --mode skip-existing');
    expectDone(await follow(run, 'to list all problems'), /^1 problem found$/m, 8);
    await shell.run('echo >> "bad one/table.json"');
    const changed = await autodyne('restore "bad one" --mode skip-existing');
    expectDone(await follow(changed, 'to list all problems'), /^2 problems found$/m, 8);
  });

  test('a restore that stopped', async () => {
    await autodyne('dump --out "to restore"');
    await autodyne('delete --all --confirm music');
    const stopped = await autodyne('restore "to restore" --concurrency 1 --max-units 1250');
    expect(stopped.exitCode).toBe(3);
    expectDone(await follow(stopped, 'to continue'), /^read 300 = 300 written/m);
    await shell.run('cp "to restore"/data/*.gz ./-odd.jsonl.gz');
    await autodyne('delete --all --confirm music');
    const odd = await shell.runKept(
      `autodyne restore --concurrency 1 --max-units 1250 ${FLAGS} -- -odd.jsonl.gz`,
    );
    expect(odd.exitCode).toBe(3);
    expectDone(await follow(odd, 'to continue'), /^read 300 = 300 written/m);
  });

  test.each([
    ['skip-existing', ''],
    ['overwrite', '--confirm music'],
  ])('rejected items, with --mode %s', async (mode, confirm) => {
    await shell.run(`printf '%s\\n' '{"name":"no id"}' '{"id":"101","lyrics":"new"}' > some.jsonl`);
    const run = await autodyne(`restore some.jsonl --mode ${mode} ${confirm}`);
    expect(run.exitCode, run.lines.join('\n')).toBe(3);
    await shell.run(`sed -i 's/"name"/"id"/; s/"no id"/"${mode}"/' music-*.rejects.jsonl`);
    const mended = await follow(run, 'fix them, then run');
    expectDone(mended, /^read 1 = 1 written \+ 0 skipped \+ 0 rejected/m);
    expectDone(await autodyne(`get ${mode}`), new RegExp(mode));
    await shell.run('rm music-*.rejects.jsonl');
    await autodyne(`delete ${mode}`);
  });

  test('a read that stopped continues from there', async () => {
    const run = await autodyne('scan --limit 100 --format typed');
    const [, start = ''] = /; to continue: (--start .*)$/.exec(run.lines.at(-1) ?? '') ?? [];
    const rest = await autodyne(`scan --format typed ${start}`);
    const count = (of: StepRun): number => of.lines.filter((line) => line.startsWith('{')).length;
    expect(count(run) + count(rest)).toBe(300);
  });

  test('an item that is not as it was thought to be', async () => {
    await autodyne(`put '{"id":"it'\\''s","n":1}'`);
    const run = await autodyne(`update "it's" --set n=2 --if n:=5`);
    expect(run.exitCode).toBe(5);
    expectDone(await follow(run, 'see the item as it is now'), /1/);
    const emptied = await shell.run(`EDITOR=': >' autodyne edit "it's" ${FLAGS}`);
    expectDone(await follow(emptied, 'to delete the item'), /^deleted \{"id":"it's"\}$/m);
  });

  test('an item that was to have another key', async () => {
    await autodyne(`put '{"id":"it'\\''s old","n":1}'`);
    const run = await autodyne(`update "it's old" --set "id=it's new"`);
    expectDone(await follow(run, 'to give the item another key'), /^moved .* to \{"id":"it's new"\}$/m);
    expectDone(await autodyne(`get "it's new"`), /"n": 1/);
  });

  test('the files of a folder of CSV', async () => {
    await shell.run(
      `mkdir "c s"; printf 'id,n\\nc1,1\\n' > "c s/1.csv"; printf 'id,n\\nc2,2\\n' > "c s/2.csv"`,
    );
    for (const argv of ['"c s"', '"c s/" --csv --columns id:S,n:N']) {
      const run = await autodyne(`restore ${argv}`);
      expect(run.exitCode).toBe(2);
      const files = printed(run, 'specify its files');
      const done = await shell.runKept(`${files} --columns id:S,n:N --mode skip-existing`);
      expectDone(done, /^read 2 = \d written/m);
    }
  });

  test('a statement with a string in double quotes', async () => {
    const run = await autodyne(`sql 'SELECT id FROM {table} WHERE id = "101"'`);
    expectDone(await follow(run, 'strings are in single quotes'), /"id": "101"/);
  });

  test('indexes', async () => {
    const asked = await autodyne('index create by-lyrics --partition-key lyrics:S --no-wait');
    expectDone(asked, /by-lyrics/);
    const early = await autodyne('query lyrics=oh --index by-lyrics');
    expectDone(await follow(early, 'wait for it'), /by-lyrics.*ACTIVE/);
    expectDone(await follow(await autodyne('index wait nowhere'), 'list the indexes'), /by-lyrics/);
    const other = await autodyne('index create by-lyrics --partition-key lyrics:N --no-sample');
    const asks = await follow(other, 'delete it first');
    expectDone(asks, /with --confirm music$/m, 2);
    const deleted = await shell.run(`${printed(other, 'delete it first')} --confirm music`);
    expectDone(deleted, /deletion requested/);
  });

  test('settings', async () => {
    const heroku = join(shell.folder, '.bin/heroku');
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_DEFAULT_REGION', 'TABLE_NAME'];
    const vars = Object.fromEntries(
      names.map((name) => [`GREEN_${name}`, name === 'TABLE_NAME' ? 'music' : 'us-east-1']),
    );
    writeFileSync(heroku, `#!/bin/sh\necho '${JSON.stringify(vars)}'\n`);
    chmodSync(heroku, 0o755);
    for (const arg of ['describe', 'config']) {
      writeFileSync(join(shell.folder, `new ${arg}`), '');
      const run = await shell.runKept(`autodyne ${arg} --as GREEN --settings-file "new ${arg}"`);
      const pull = printed(run, 'get them from your app').replace('APP', 'my-app');
      expectDone(await shell.run(pull), new RegExp(`^new ${arg}: contains 4 settings`));
    }
    const file = readFileSync(join(shell.folder, "it's my.env"), 'utf8');
    const [, endpoint = ''] = /^BLUE_ENDPOINT_URL=(.*)$/m.exec(file) ?? [];
    const refused = await shell.runKept(
      `autodyne get 1 --as GREEN --env-file "new config" --endpoint-url ${endpoint}`,
    );
    const doctor = await follow(refused, 'a clock that is wrong by more than five minutes also causes this');
    expectDone(doctor, /^FAILED +credentials/m, 8);
    const look = printed(doctor, 'or get new ones');
    const pull = look.slice(0, look.indexOf(';')).replace('APP', 'my-app');
    expectDone(await shell.run(pull), /^new config: contains 4 settings/);
  });
});
