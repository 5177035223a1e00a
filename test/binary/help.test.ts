import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keptCli } from '../helpers/kept-cli.ts';
import { spawnCli } from '../helpers/spawn-cli.ts';

interface Manifest {
  commands: Record<
    string,
    { hidden?: boolean; summary?: string; flags: Record<string, { helpGroup?: string; hidden?: boolean }> }
  >;
}

const manifest = JSON.parse(
  readFileSync(new URL('../../oclif.manifest.json', import.meta.url), 'utf8'),
) as Manifest;

/** The lines of a section, without what they are indented by. */
function section(help: string, name: string): string[] {
  const [, body = ''] = new RegExp(`^${name}\\n((?: .*\\n|\\n(?= ))*)`, 'm').exec(help) ?? [];
  return body.split('\n').map((line) => line.slice(2));
}

const env = { COLUMNS: '80' };

for (const [id, { summary = '', flags }] of Object.entries(manifest.commands)) {
  const parts = id.split(':');
  test(`help ${parts.join(' ')}: the command's own flags, each once, then the global ones`, async () => {
    const { stdout: help, exitCode } = await keptCli([...parts, '--help'], { env });
    expect(exitCode).toBe(0);
    const usage = section(help, 'USAGE').join(' ');
    expect(usage).not.toMatch(/\|\s*[\]|]|[[|]\s*\||--region|--json|<value>/);
    expect(usage).toMatch(/\[GLOBAL FLAGS\]|local \[FLAGS\]/);
    if (id !== 'local')
      for (const [name, { helpGroup, hidden }] of Object.entries(flags))
        if (helpGroup === undefined && hidden !== true)
          expect(usage.split(new RegExp(`--(?:\\[no-\\])?${name}[ \\]]`)), name).toHaveLength(2);
    // The summary is the title, and only that.
    expect(help.replace(/\s+/g, ' ').split(summary.replace(/\s+/g, ' '))).toHaveLength(2);
    const [before = ''] = help.split('\nEXAMPLES\n');
    for (const line of before.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(help).toContain('print the result as JSON');
  });
}

test('autodyne --help: each command and topic once', async () => {
  const { stdout: help } = await spawnCli(['--help'], { env });
  const names = [...section(help, 'TOPICS'), ...section(help, 'COMMANDS')]
    .map((line) => /^(\w+) {2}/.exec(line)?.[1])
    .filter((name) => name !== undefined);
  expect(names).toContain('dump');
  expect(names).toContain('config');
  expect(names).toContain('index');
  expect(new Set(names).size).toBe(names.length);
  for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('the usage of a query', async () => {
  const { stdout: help } = await keptCli(['help', 'query'], { env });
  expect(section(help, 'USAGE').join('\n').trim()).toBe(`\
$ autodyne query [WHERE...] [--from DIR|FILE|-] [--source-table NAME]
  [--index NAME] [--attributes A,B.C] [--filter EXPRESSION]
  [--names {"#a":"artist"}] [--values {":y":2010}] [--text]
  [--limit N | --all] [--page-size N] [--scan-limit N] [--start KEY]
  [--consistent] [--count] [--estimate] [--max-units N] [--explain]
  [--format table|typed|plain|csv] [--columns A,B.C] [--nested columns|json]
  [--bom] [--escape-formulas] [--key-condition EXPRESSION] [--reverse]
  [GLOBAL FLAGS]`);
});
