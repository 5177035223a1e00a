import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { HAS_TERMINALS } from '../helpers/on-terminal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const picture = join(root, 'docs/demo.svg');

/** Runs the commands of the picture again, and compares it with what they print now. */
function check(path: string): { status: number | null; stderr: string } {
  const argv = [
    'local',
    '--memory',
    '--port',
    '0',
    '--table',
    'music',
    '--',
    process.execPath,
    'scripts/cast.mjs',
    '--check',
    path,
  ];
  const { status, stderr } = spawnSync(process.execPath, ['bin/run.js', ...argv], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe.runIf(HAS_TERMINALS)("README's moving picture", () => {
  test('shows what the commands of the demo print', { timeout: 120_000 }, () => {
    expect(check(picture)).toEqual({ status: 0, stderr: '' });
  });

  test('is found to be old if a command prints something else', { timeout: 120_000 }, async () => {
    const old = join(await temporaryFolder(afterAll), 'old.svg');
    const svg = readFileSync(picture, 'utf8');
    writeFileSync(old, svg.replace('verified: complete; no problems found', 'verified: whole'));
    const { status, stderr } = check(old);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /is not what is printed now; make it again: npm run docs:cast\nis: .*verified: whole/,
    );
  });

  test('has no script, and asks no other host for anything', () => {
    const svg = readFileSync(picture, 'utf8');
    expect(svg.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(svg).not.toMatch(/<script|\bon\w+=|href|url\(|@import/);
  });
});
