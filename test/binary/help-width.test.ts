import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keptCli } from '../helpers/kept-cli.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';

const { commands } = JSON.parse(
  readFileSync(new URL('../../oclif.manifest.json', import.meta.url), 'utf8'),
) as { commands: Record<string, unknown> };
const TOPICS = ['config', 'dump', 'index', 'models'];
const ALL = [
  ...new Set([...Object.keys(commands).map((id) => id.split(':')), ...TOPICS.map((one) => [one]), []]),
];

async function help(args: readonly string[], columns: number): Promise<string> {
  const { stdout, exitCode } = await keptCli([...args, '--help'], { env: { COLUMNS: String(columns) } });
  expect(exitCode).toBe(0);
  return stdout;
}

/** The parts between blanks; those that only say that a line goes on are none. */
function partsOf(text: string): string[] {
  return text.split(/\s+/).filter((part) => part !== '' && part !== '\\');
}

/** The lines of a section. */
function linesOf(text: string, section: string): string[] {
  const [, body = ''] = new RegExp(`^${section}\n((?: .*\n|\n(?= ))*)`, 'm').exec(text) ?? [];
  return body.split('\n');
}

describe('help at 80 columns', () => {
  const wide = new Map<string, string>();
  test.each(ALL.map((args) => [args.join(' '), args] as const))(
    'autodyne %s --help, wide',
    async (name, args) => {
      wide.set(name, await help(args, 4000));
    },
  );

  test.each(ALL.map((args) => [args.join(' '), args] as const))('autodyne %s --help', async (name, args) => {
    const narrow = await help(args, 80);
    for (const line of narrow.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(partsOf(narrow).sort()).toEqual(partsOf(wide.get(name) ?? '').sort());
    for (const section of ['USAGE', 'DESCRIPTION']) {
      const lines = linesOf(narrow, section);
      for (const [position, line] of lines.slice(0, -1).entries()) {
        const next = lines[position + 1] ?? '';
        if (line.trim() === '' || next.trim() === '' || /[.:]$/.test(line) || next.startsWith('  $'))
          continue;
        // Two of a group stay together.
        const [first = ''] = /^\[[^\]]*(?:\[[^\]]*\][^\]]*)*\]+|^\S+/.exec(next.trim()) ?? [];
        expect(line.length + 1 + first.length, `${line}\n${next}`).toBeGreaterThan(80);
      }
    }
  });
});

describe('no colors of the framework in a file', () => {
  test.each([
    ['help', ['help', 'get']],
    ['the root help', ['--help']],
    ['a topic', ['index', '--help']],
    ['a missing flag', ['config', 'pull']],
    ['a missing argument', ['put']],
    ['an unknown value', ['scan', '--format', 'x']],
    ['an unknown command', ['xyzzy']],
  ])('%s, with FORCE_COLOR and with NO_COLOR', async (_, argv) => {
    for (const env of [{ FORCE_COLOR: '1', NO_COLOR: '' }, { NO_COLOR: '1' }]) {
      const { stdout, stderr } = await spawnCli(argv, { env });
      expect(stdout + stderr).not.toContain('\u001b');
      expect(stdout + stderr).not.toMatch(/u001b|\[\d+m/);
    }
  });

  test('a missing flag and a missing argument are named', async () => {
    const flag = await spawnCli(['config', 'pull'], { env: { FORCE_COLOR: '1' } });
    expect(flag.stderr).toBe('Error: missing flag: --app\n  → for flags and examples: --help\n');
    const argument = await spawnCli(['put'], {});
    expect(argument.stderr).toBe(
      'Error: missing argument: INPUT, a file, - for stdin, or JSON\n  → for flags and examples: --help\n',
    );
  });
});
