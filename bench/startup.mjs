/**
 * The time of one `autodyne get` from the shell, compared with bare node and the AWS CLI, and that of other small
 * commands, against the local twin: `npm run bench:startup`. The commands take turns, so that a machine that slows down
 * slows all of them; quote the medians and their ratios.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
const bin = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin/run.js');
const key = '{"id":{"S":"startup"}}';
const table = process.env.AUTODYNE_TABLE_NAME;
if (table === undefined) throw new Error('run me as: npm run bench:startup');

const commands = {
  'node -e 0': [process.execPath, '-e', '0'],
  'autodyne get': [process.execPath, bin, 'get', key],
  'autodyne get (key from the schema)': [process.execPath, bin, 'get', 'startup'],
  'autodyne query': [process.execPath, bin, 'query', 'id=startup', '--format', 'plain'],
  'autodyne copy': [process.execPath, bin, 'copy', 'startup', '--to', 'copied', '--force'],
  'autodyne sql': [process.execPath, bin, 'sql', "SELECT * FROM {table} WHERE id = 'startup'"],
  'autodyne transact': [process.execPath, bin, 'transact', '[{"Put": {"Item": {"id": "put"}}}]'],
  'autodyne shell, without a line': [process.execPath, bin, 'shell'],
  'autodyne index list': [process.execPath, bin, 'index', 'list'],
  'autodyne dump list, without a dump': [process.execPath, bin, 'dump', 'list'],
  'aws dynamodb get-item': ['aws', 'dynamodb', 'get-item', '--table-name', table, '--key', key],
};
if (spawnSync('aws', ['--version']).error) delete commands['aws dynamodb get-item'];

seconds([process.execPath, bin, 'put', '{"id":{"S":"startup"},"title":{"S":"Call Me Today"}}']);
for (const command of Object.values(commands)) seconds(command);
const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, command] of Object.entries(commands)) times[name].push(seconds(command));
}

const bare = median(times['node -e 0']);
const aws = times['aws dynamodb get-item'] && median(times['aws dynamodb get-item']);
console.log(`Node ${process.version}, ${ROUNDS} rounds, wall seconds`);
console.log('| command | median | min | max | x bare node | x aws |');
console.log('|---|--:|--:|--:|--:|--:|');
for (const [name, values] of Object.entries(times)) {
  const middle = median(values);
  const figures = [middle, Math.min(...values), Math.max(...values)].map((value) => value.toFixed(3));
  console.log(
    `| ${name} | ${figures.join(' | ')} | ${(middle / bare).toFixed(2)} | ${aws ? (middle / aws).toFixed(2) : '-'} |`,
  );
}

function seconds([file, ...args]) {
  const start = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(file, args);
  const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${error ?? stderr}`);
  return elapsed;
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
