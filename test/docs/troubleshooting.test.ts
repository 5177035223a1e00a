import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/lib/errors/autodyne-error.ts';
import { runCommand } from '../helpers/run-command.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/troubleshooting.md', root), 'utf8');

test('docs/troubleshooting.md has each error code, once, with something under it', () => {
  const sections = [...page.matchAll(/^### (\w+)\n\n(.+)/gm)].map(([, code]) => code);
  expect(sections.sort()).toEqual(Object.keys(EXIT_CODES).sort());
});

test('it comes with the package, where a message says that it is', () => {
  const { files } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { files: string[] };
  expect(files).toContain('docs');
});

test('each flag, and each command, that it names is one that there is', () => {
  const manifest = readFileSync(new URL('oclif.manifest.json', root), 'utf8');
  const { commands } = JSON.parse(manifest) as {
    commands: Record<string, { flags: Record<string, object> }>;
  };
  const flags = new Set(Object.values(commands).flatMap((command) => Object.keys(command.flags)));
  for (const [, flag = ''] of page.matchAll(/(?<![\w-])--([a-z]+(?:-[a-z]+)*)/g))
    expect(flags).toContain(flag);
  const names = [...Object.keys(commands), 'help'];
  for (const [, first = '', second] of page.matchAll(/`autodyne ([a-z]+)(?: ([a-z-]+))?/g))
    expect(names).toContain(names.includes(`${first}:${second}`) ? `${first}:${second}` : first);
});

test('an error that the page says more about names its section; a wrong flag does not', async () => {
  const env = {
    AUTODYNE_AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTTEST',
    AUTODYNE_AWS_SECRET_ACCESS_KEY: 'test-secret-access-key',
    AUTODYNE_AWS_DEFAULT_REGION: 'us-east-1',
    AUTODYNE_TABLE_NAME: 'music',
    AUTODYNE_ENDPOINT_URL: 'http://127.0.0.1:9',
  };
  const unreachable = await runCommand(['get', 'a'], { env });
  expect(unreachable.stderr.trimEnd().split('\n').at(-1)).toBe('  → see docs/troubleshooting.md#unreachable');
  const json = await runCommand(['get', 'a', '--json'], { env });
  expect(json.json()).toMatchObject({ error: { code: 'Unreachable' } });
  expect(json.stdout).not.toContain('troubleshooting');
  const usage = await runCommand(['get', 'a', '--xyz'], { env });
  expect(usage.stderr).not.toContain('troubleshooting');
});
