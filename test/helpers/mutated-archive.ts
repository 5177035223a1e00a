import { execFileSync } from 'node:child_process';
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { dataFiles, sealDump } from './damaged-dump.ts';
import { seededRandom } from './faults.ts';
import { fillTable, numberedItems, ODD_ITEM } from './fill-table.ts';
import { runCommand } from './run-command.ts';
import { type SpawnResult, spawnCli } from './spawn-cli.ts';
import type { TestTable } from './table.ts';

/** Everything that chance decides of one mutated archive. */
interface Dice {
  upTo(count: number): number;
  oneOf<T>(things: readonly [T, ...T[]]): T;
}

function diceOf(seed: number): Dice {
  const random = seededRandom(seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  return { upTo, oneOf: (things) => things[upTo(things.length)] ?? things[0] };
}

type Lines = string[];
/** Lines are `latin1`, so that each byte is a character. */
type ChangeLines = (lines: Lines, dice: Dice) => void;

const DEEP = `${'{"L":['.repeat(100_000)}{"S":"x"}${']}'.repeat(100_000)}`;

/** Puts something else into a line, from one place to another. */
function splice(change: (line: string, at: number, dice: Dice) => string): ChangeLines {
  return (lines, dice) => {
    const index = dice.upTo(lines.length);
    const line = lines[index] ?? '';
    lines[index] = change(line, dice.upTo(line.length), dice);
  };
}

const LINE_CHANGES: Record<string, ChangeLines> = {
  'a byte flipped': splice(
    (line, at, { upTo }) =>
      line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ (1 + upTo(255))) + line.slice(at + 1),
  ),
  'a bit flipped': splice(
    (line, at, { upTo }) =>
      line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ (1 << upTo(8))) + line.slice(at + 1),
  ),
  'a line cut': splice((line, at) => line.slice(0, at)),
  'bytes left out': splice((line, at, { upTo }) => line.slice(0, at) + line.slice(at + 1 + upTo(20))),
  'invalid UTF-8': splice(
    (line, at, { oneOf }) =>
      line.slice(0, at) + oneOf(['\xff', '\xc0\xaf', '\xed\xa0\x80', '\xe2\x82']) + line.slice(at),
  ),
  'a second member': splice(
    (line, _, { oneOf }) =>
      `${line.slice(0, -1)},${oneOf(['"Note":1', '"Item":{"id":{"S":"x"}}', '"ConsumedCapacity":{}'])}}`,
  ),
  'something after it': splice((line, _, { oneOf }) => line + oneOf([' ', '1', '}', '{}', line])),
  '100,000 levels': splice(() => `{"Item":{"id":{"S":"deep"},"deep":${DEEP}}}`),
  '40 levels': splice(
    () => `{"Item":{"id":{"S":"deep"},"deep":${'{"L":['.repeat(40)}{"S":"x"}${']}'.repeat(40)}}}`,
  ),
  'bad base64': splice((line) => `${line.slice(0, -2)},"b":{"B":"!!!"}}}`),
  'an unknown type': splice((line) => `${line.slice(0, -2)},"b":{"X":"1"}}}`),
  'no number': splice((line) => `${line.slice(0, -2)},"b":{"N":"1x"}}}`),
  'a number outside of strings': splice((line) => `${line.slice(0, -2)},"b":{"N":1}}}`),
  'no key': splice((line) => line.replace('"id"', '"other"')),
  'a line doubled': (lines, { upTo }) =>
    void lines.splice(upTo(lines.length), 0, lines[upTo(lines.length)] ?? ''),
  'a line left out': (lines, { upTo }) => void lines.splice(upTo(lines.length), 1),
  'an empty line': (lines, { upTo }) => void lines.splice(upTo(lines.length), 0, ''),
};

type Mutate = (dump: string, dice: Dice) => Promise<void>;

/** Changes lines of one data file, and makes the manifests fit, as by someone who knows how. */
function linesChanged(change: ChangeLines): Mutate {
  return async (dump, dice) => {
    const files = await dataFiles(dump);
    const path = files[dice.upTo(files.length)] ?? '';
    const bytes = await readFile(path);
    const isGzip = path.endsWith('.gz');
    const lines = (isGzip ? gunzipSync(bytes) : bytes).toString('latin1').trimEnd().split('\n');
    change(lines, dice);
    const changed = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
    await writeFile(path, isGzip ? gzipSync(changed) : changed);
    const itemCount = changed
      .toString('latin1')
      .split('\n')
      .filter((line) => line !== '').length;
    const isSealed = dice.upTo(5) > 0;
    if (isSealed) {
      await sealDump(dump, {
        record: (record) =>
          path.endsWith(String(record['dataFileS3Key'])) ? { ...record, itemCount } : record,
      });
    }
  };
}

const MANIFESTS = ['dump.json', 'table.json', 'manifest-files.json', 'manifest-summary.json'] as const;
const CHECKSUMS = ['manifest-files.md5', 'manifest-summary.md5'] as const;

async function anyFile(dump: string, { upTo }: Dice): Promise<string> {
  const names = [...MANIFESTS, ...CHECKSUMS].map((name) => join(dump, name));
  const files = [...names, ...(await dataFiles(dump))];
  return files[upTo(files.length)] ?? '';
}

/** Changes the bytes of any file. */
function bytesChanged(change: (bytes: Buffer, dice: Dice) => Buffer): Mutate {
  return async (dump, dice) => {
    const path = await anyFile(dump, dice);
    await writeFile(path, change(await readFile(path), dice));
  };
}

/** Puts something into the place of any file, or of one of these. */
function replaced(put: (path: string) => unknown, names?: typeof MANIFESTS): Mutate {
  return async (dump, dice) => {
    const path = names === undefined ? await anyFile(dump, dice) : join(dump, dice.oneOf(names));
    await rm(path);
    await put(path);
  };
}

/** Values for a member of a manifest, as a person could set them who also corrects the checksums. */
const ODD_VALUES = [
  null,
  -1,
  0,
  1e300,
  '',
  'x',
  '../../etc/passwd',
  [],
  {},
  [[]],
  true,
  '\u0000',
  'a'.repeat(1e5),
] as const;

const fieldChanged =
  (of: 'record' | 'summary'): Mutate =>
  async (dump, { upTo, oneOf }) => {
    const value = oneOf(ODD_VALUES);
    const change = (fields: Record<string, unknown>): Record<string, unknown> => {
      const names = Object.keys(fields);
      return { ...fields, [names[upTo(names.length)] ?? '']: value };
    };
    await sealDump(dump, { [of]: change });
  };

const MUTATIONS: [string, Mutate][] = [
  ...Object.entries(LINE_CHANGES).map(([name, change]): [string, Mutate] => [name, linesChanged(change)]),
  [
    'data files swapped',
    async (dump) => {
      const [first = '', second = ''] = await dataFiles(dump);
      await rename(first, `${dump}-aside`);
      await rename(second, first);
      await rename(`${dump}-aside`, second);
    },
  ],
  [
    'a data file that is another one',
    async (dump) => {
      const [first = '', second = ''] = await dataFiles(dump);
      await copyFile(first, second);
    },
  ],
  ['a file truncated', bytesChanged((bytes, { upTo }) => bytes.subarray(0, upTo(bytes.length)))],
  ['more behind a file', bytesChanged((bytes) => Buffer.concat([bytes, Buffer.from('{"x":1}\n')]))],
  [
    'a byte of a file flipped',
    bytesChanged((bytes, { upTo }) => flipped(bytes, upTo(bytes.length), upTo(255))),
  ],
  ['zeros in a file', bytesChanged((bytes, { upTo }) => bytes.fill(0, upTo(bytes.length)))],
  ['a named pipe', replaced((path) => execFileSync('mkfifo', [path]))],
  ['a device', replaced((path) => symlink('/dev/zero', path))],
  ['a folder', replaced((path) => mkdir(path))],
  ['a link to nowhere', replaced((path) => symlink('/nowhere/at/all', path))],
  ['nothing in its place', replaced(() => undefined, MANIFESTS)],
  ['a record changed', fieldChanged('record')],
  ['a summary changed', fieldChanged('summary')],
];

function flipped(bytes: Buffer, at: number, by: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ (1 + by);
  return bytes;
}

/** Dumps that are mutated: plain and compressed, of several files each. */
export async function dumpsToMutate(table: TestTable): Promise<{ folder: string; dumps: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'autodyne-archives-'));
  await fillTable(table.client, table.tableName, [...numberedItems(60, 200), ODD_ITEM]);
  const dumps = ['none', 'gzip'].map((compression) => join(folder, compression));
  for (const [index, compression] of ['none', 'gzip'].entries()) {
    const args = ['dump', '--out', dumps[index] ?? '', '--segments', '3', '--compress', compression];
    const run = await runCommand(args, { env: table.env });
    if (run.exitCode !== 0) throw new Error(run.stderr);
  }
  return { folder, dumps };
}

const preload = fileURLToPath(new URL('peak-memory.cjs', import.meta.url));
/** Nothing here takes a second; a machine that is shared may be slow. */
const HANG_MS = 30_000;
const MOST_BYTES = 256 * 1024 * 1024;

/** The problem with how a mutated archive was handled, as text; `undefined` if it was handled correctly. */
export async function archiveProblem(
  table: TestTable,
  { folder, dumps }: { folder: string; dumps: readonly string[] },
  seed: number,
): Promise<string | undefined> {
  const [name, mutate] = MUTATIONS[seed % MUTATIONS.length] ?? MUTATIONS[0] ?? ['', async () => undefined];
  const dice = diceOf(seed);
  const copy = join(folder, `copy-${seed}`);
  const target = `restored-${seed}-${Date.now()}`;
  await cp(dumps[dice.upTo(dumps.length)] ?? '', copy, { recursive: true });
  await mutate(copy, dice);
  await table.client.send(
    new CreateTableCommand({
      TableName: target,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  try {
    const verify = await run(table, folder, ['dump', 'verify', copy]);
    const restore = await run(table, folder, ['restore', copy, '--table', target, '--verify']);
    const problem = runProblem(verify) ?? runProblem(restore) ?? invariantProblem(verify, restore);
    const told = [verify, restore].map(
      ({ args, exitCode, output }) => `${args}: exit ${exitCode}\n${output.slice(0, 1500)}`,
    );
    return problem && `${name}: ${problem}\n${told.join('\n')}`;
  } finally {
    await table.client.send(new DeleteTableCommand({ TableName: target }));
    await rm(copy, { recursive: true, force: true });
  }
}

interface Run extends Pick<SpawnResult, 'exitCode' | 'signal'> {
  args: string;
  output: string;
  peakBytes: number;
}

async function run(table: TestTable, folder: string, args: string[]): Promise<Run> {
  const peakFile = join(folder, 'peak');
  const env = {
    ...table.env,
    XDG_STATE_HOME: folder,
    NODE_OPTIONS: `--require=${preload}`,
    PEAK_MEMORY_FILE: peakFile,
  };
  const { stdout, stderr, exitCode, signal } = await spawnCli(args, {
    env,
    cwd: folder,
    timeoutMs: HANG_MS,
  });
  const peakBytes = signal === null ? Number(await readFile(peakFile, 'utf8')) : 0;
  return { args: args.join(' '), output: stdout + stderr, exitCode, signal, peakBytes };
}

function runProblem({ args, exitCode, signal, output, peakBytes }: Run): string | undefined {
  if (signal !== null) return `${args} hangs`;
  if (/^ {4}at |Unexpected error|RangeError/m.test(output)) return `${args} ends in a trace`;
  if (![0, 2, 3, 8].includes(exitCode ?? -1)) return `${args} ends with exit ${exitCode}`;
  return peakBytes > MOST_BYTES ? `${args} takes ${Math.round(peakBytes / 1e6)} MB` : undefined;
}

/** Whatever verify passes is restored and verified; whatever it refuses, restore does not call done. */
function invariantProblem(verify: Run, restore: Run): string | undefined {
  if (verify.exitCode === 0 && restore.exitCode !== 0) return 'verify passes what restore refuses';
  // Such a file has no checksum to compare: restore counts its lines, and says so.
  const isUnpacked = verify.output.includes('this file was unpacked since it was dumped');
  // Without dump.json, what is left is an export in AWS's layout, which restore reads by AWS's checksums.
  const isExport = verify.output.includes('it has no dump.json');
  // AWS's exports may come without checksum files, so that restore does not ask for them.
  const isUnchecked = verify.output.includes('.md5: this file is missing');
  const hasUnits = isUnpacked || isExport || isUnchecked;
  return verify.exitCode !== 0 && restore.exitCode === 0 && !hasUnits
    ? 'restore takes what verify refuses'
    : undefined;
}
