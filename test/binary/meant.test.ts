import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Shell } from '../helpers/shell.ts';

const shell = new Shell({ COLUMNS: '80' });

beforeAll(async () => {
  await shell.run('autodyne local --port 0 --memory --table orders --write-env &');
  await shell.run(
    `autodyne put '[{"id":"ord-1","status":"paid","order-no":7,"size":5,"note":"x"},{"id":"ord-2","status":"open"}]'`,
  );
  writeFileSync(join(shell.folder, 'items.jsonl'), '{"id":"ord-3"}\n');
});
afterAll(() => shell.close());

/** Values for the forms that suggestions have. */
const VALUES: Readonly<Record<string, string>> = {
  EXPRESSION: "'attribute_not_exists(nothing)'",
  WHERE: 'status=paid',
  'A,B.C': 'id',
  TABLE: 'orders',
  N: '3',
  NAME: 'orders',
  'table|typed|plain|csv': 'csv',
};

/** The command that a suggestion is followed by: as printed, or the one that was typed with what was meant in it. */
function followed(typed: string, suggestion: string, wrong: string): string {
  const [, printed] = /: (autodyne .*)$/.exec(suggestion) ?? [];
  if (printed !== undefined) return printed;
  const [, meant = ''] = /did you mean (.*)\?$/.exec(suggestion) ?? [];
  const [flag = '', form] = meant.startsWith('--') ? meant.split(' ') : [meant];
  if (form === undefined) return typed.replace(wrong, () => meant);
  return typed.replace(wrong, () => `${flag} ${VALUES[form] ?? form}`);
}

/** `wrong` is the part of what was typed that a suggestion replaces, unless that is a whole command. */
const SLIPS: readonly [typed: string, suggestion: string, wrong?: string][] = [
  // Flags: misspelt, of other commands, of other tools.
  ['scan --limt 3', 'did you mean --limit?', '--limt'],
  ['scan --foramt csv', 'did you mean --format?', '--foramt'],
  [`put '{"id":"a"}' --if status=paid`, 'did you mean --condition EXPRESSION?', '--if status=paid'],
  [
    `put '{"id":"b"}' --condition-expression x`,
    'did you mean --condition EXPRESSION?',
    '--condition-expression x',
  ],
  ['update ord-1 --set a=b --condition x', 'did you mean --if WHERE?', '--condition x'],
  ['dump --filter x --out - ', 'did you mean --where WHERE?', '--filter x'],
  ['scan --where x', 'did you mean --filter EXPRESSION?', '--where x'],
  ['scan --table-name orders', 'did you mean --table NAME?', '--table-name orders'],
  ['scan --max-items 3', 'did you mean --limit N?', '--max-items 3'],
  ['scan -n 3', 'did you mean --limit N?', '-n 3'],
  ['query --consistent-read', 'did you mean --consistent?', '--consistent-read'],
  ['query id=ord-1 --no-scan-index-forward', 'did you mean --reverse?', '--no-scan-index-forward'],
  ['scan --projection-expression id', 'did you mean --attributes A,B.C?', '--projection-expression id'],
  ['get ord-1 --columns id', 'did you mean --attributes A,B.C?', '--columns id'],
  ['scan --output csv', 'did you mean --format table|typed|plain|csv?', '--output csv'],
  ['delete --where status=none --yes', 'did you mean --confirm TABLE?', '--yes'],
  ['put items.jsonl --dryrun', 'did you mean --dry-run?', '--dryrun'],
  ['scan --verbose', 'did you mean --debug?', '--verbose'],
  // Values of flags.
  ['scan --format json', 'did you mean --json?', '--format json'],
  ['scan --format tabel', 'did you mean --format table?', '--format tabel'],
  ['scan --format ndjson', 'did you mean --format plain?', '--format ndjson'],
  ['restore items.jsonl --mode skip', 'did you mean --mode skip-existing?', '--mode skip'],
  ['get ord-1 --region us-east1', 'did you mean us-east-1?', 'us-east1'],
  ['get ord-1 --region us_east_1', 'did you mean us-east-1?', 'us_east_1'],
  ['get ord-1 --region us-east-1a', 'did you mean us-east-1?', 'us-east-1a'],
  // Commands.
  ['gte ord-1', 'did you mean autodyne get?', 'autodyne gte'],
  ['get-item ord-1', 'did you mean autodyne get?', 'autodyne get-item'],
  ['ls', 'did you mean autodyne scan?', 'autodyne ls'],
  ['list-indexes', 'did you mean autodyne index list?', 'autodyne list-indexes'],
  ['completion bash', 'did you mean autodyne autocomplete?', 'autodyne completion'],
  // Keys.
  ['get id=ord-1', 'the value alone: autodyne get ord-1'],
  [`get 'id="ord-1"'`, 'the value alone: autodyne get ord-1'],
  ['get id:=ord-1 --typed', 'the value alone: autodyne get ord-1 --typed'],
  ['update id=ord-1 --set a=b', 'the value alone: autodyne update ord-1 --set a=b'],
  ['delete id=ord-2 --dry-run', 'the value alone: autodyne delete ord-2 --dry-run'],
  // JSON, as people type it and as shells pass it.
  [`put '{id: "c"}'`, `in quotes: autodyne put '{"id":"c"}'`],
  ['put {id:c}', `in quotes: autodyne put '{"id":"c"}'`],
  ['put "{id: c, n: 5}"', `in quotes: autodyne put '{"id":"c","n":5}'`],
  [`put "{'id': 'c', 'ok': True,}"`, `in quotes: autodyne put '{"id":"c","ok":true}'`],
  [`put '{\\"id\\": \\"c\\"}'`, `in quotes: autodyne put '{"id":"c"}'`],
  [`put "'{id:" "c}'"`, 'in cmd.exe, in quotes: autodyne put "{\\"id\\":\\"c\\"}"'],
  [`put "'{id:c}'"`, 'in cmd.exe, in quotes: autodyne put "{\\"id\\":\\"c\\"}"'],
  ['get {id:ord-1}', `in quotes: autodyne get '{"id":"ord-1"}'`],
  [`update ord-1 --set 'tags:=[a, b]'`, `in quotes: autodyne update ord-1 --set 'tags:=["a","b"]'`],
  [
    `scan --filter '#s = :s' --names '{#s: status}' --values '{":s":"paid"}'`,
    `in quotes: autodyne scan --filter '#s = :s' --names '{"#s":"status"}' --values '{":s":"paid"}'`,
  ],
  ['scan --start {id:ord-1}', `in quotes: autodyne scan --start '{"id":"ord-1"}'`],
  ['put id=d', `as JSON: autodyne put '{"id":"d"}'`],
  ['put id=d total:=5', `as JSON: autodyne put '{"id":"d","total":5}'`],
  // Expressions.
  [
    `scan --filter 'status = :s' --values '{":s":"paid"}'`,
    `with placeholders: autodyne scan --filter '#status = :s' --values '{":s":"paid"}' --names '{"#status":"status"}'`,
  ],
  [
    `scan --filter 'begins_with(status, :s) AND size(#n) > :n' --names '{"#n":"note"}' --values '{":s":"p",":n":0}'`,
    `with placeholders: autodyne scan --filter 'begins_with(#status, :s) AND size(#n) > :n' --names '{"#n":"note","#status":"status"}' --values '{":s":"p",":n":0}'`,
  ],
  [
    `scan --filter 'status = "paid" AND size > 4'`,
    `with placeholders: autodyne scan --filter '#status = :v1 AND #size > :v2' --names '{"#status":"status","#size":"size"}' --values '{":v1":"paid",":v2":4}'`,
  ],
  [
    `scan --filter=order-no=:n --values='{":n":7}'`,
    `with placeholders: autodyne scan '--filter=#order_no=:n' '--values={":n":7}' --names '{"#order_no":"order-no"}'`,
  ],
  [
    `scan --from items.jsonl --filter 'status = :s' --values '{":s":"paid"}'`,
    `with placeholders: autodyne scan --from items.jsonl --filter '#status = :s' --values '{":s":"paid"}' --names '{"#status":"status"}'`,
  ],
  [
    `put '{"id":"e"}' --condition 'attribute_not_exists(status)'`,
    `with placeholders: autodyne put '{"id":"e"}' --condition 'attribute_not_exists(#status)' --names '{"#status":"status"}'`,
  ],
  // Conditions and paths.
  ['scan status==paid', 'did you mean status=paid?', 'status==paid'],
  ["scan 'size>=5'", 'did you mean size.gte:=5?', "'size>=5'"],
  ['scan status~=pa', 'did you mean status.contains=pa?', 'status~=pa'],
  ['scan status.contans=pa', 'did you mean status.contains?', 'status.contans'],
  ['scan status.exists=false', 'did you mean status.not_exists?', 'status.exists=false'],
  [`update ord-1 --remove "data['values']"`, 'did you mean data.values?', `"data['values']"`],
];

describe('what was probably meant, and it works when it is typed', () => {
  test.each(SLIPS)('autodyne %s', async (args, suggestion, wrong = '') => {
    const typed = `autodyne ${args}`;
    const run = await shell.runKept(typed);
    const text = run.lines.join('\n');
    expect(run.exitCode, text).toBeGreaterThan(0);
    expect(run.lines, text).toContain(`  → ${suggestion}`);
    const next = followed(typed, suggestion, wrong);
    expect(next).not.toBe(typed);
    const result = await shell.runKept(next);
    expect(result.exitCode, `${next}\n${result.lines.join('\n')}`).toBe(0);
  });

  test('a key that has the very text', async () => {
    await shell.runKept(`autodyne put '{"id":"id=x"}'`);
    const run = await shell.runKept('autodyne get id=x');
    const way = run.lines.find((line) => line.includes('for a key that has this very text: ')) ?? '';
    const result = await shell.runKept(way.replace(/^.*?: /, ''));
    expect(result).toEqual({ exitCode: 0, lines: ['{', '  "id": "id=x"', '}'] });
  });

  test('nothing is suggested where nothing is near', async () => {
    for (const args of ['scan --xyz', 'xyz', 'get ord-1 --if a=b']) {
      const run = await shell.runKept(`autodyne ${args}`);
      expect(
        run.lines.filter((line) => line.includes('did you mean')),
        args,
      ).toEqual([]);
    }
  });

  test('a region that there is not, and nothing near it', async () => {
    const run = await shell.runKept('autodyne get ord-1 --region mars');
    expect(run.exitCode).toBe(6);
    expect(run.lines[0]).toMatch(
      /^Error: the region "mars" is not that of the table: InvalidSignatureException: /,
    );
    expect(run.lines.slice(1)).toEqual([
      '  → check AUTODYNE_AWS_DEFAULT_REGION: autodyne config --region mars',
      '  → see docs/troubleshooting.md#credentialsrefused',
    ]);
    const unknown = await shell.runKept('AUTODYNE_ENDPOINT_URL= autodyne get ord-1 --region eu-west1');
    expect(unknown.exitCode).toBe(7);
    expect(unknown.lines[0]).toMatch(
      /^Error: there is no known AWS region "eu-west1": cannot reach https:\/\/dynamodb\.eu-west1\.amazonaws\.com: (ENOTFOUND|EAI_AGAIN) /,
    );
    expect(unknown.lines[1]).toBe('  → did you mean eu-west-1?');
  });
});
