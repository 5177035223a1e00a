/**
 * AWS's own emulator for the tests: unpacked from an npm package into `.cache`, once, and started with `java` on a
 * free port, in memory, with one set of tables for all keys and regions (it would keep them apart).
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { unpackNpmPackage } from './npm-archive.mjs';

const EMULATOR = {
  name: 'amplify-dynamodb-simulator',
  version: '2.9.30',
  integrity:
    'sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==',
  path: 'emulator',
};
const START_TIMEOUT_MS = 60_000;

/** Starts it; `stop()` ends it again. Says on stderr what takes its time. */
export async function startDynamoDbLocal() {
  const folder = unpackNpmPackage(EMULATOR);
  const java = javaCommand();
  const port = await freePort();
  const options = [
    '-Djava.library.path=./DynamoDBLocal_lib',
    '-jar',
    'DynamoDBLocal.jar',
    '-inMemory',
    '-sharedDb',
  ];
  const child = spawn(java, [...options, '-port', String(port)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (words += text));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  process.once('exit', () => child.kill('SIGKILL'));
  const startedAt = Date.now();
  while (!(await canConnect(port))) {
    if (child.exitCode !== null || Date.now() - startedAt > START_TIMEOUT_MS) {
      await stop();
      throw new Error(`DynamoDB Local did not start:\n${words}`);
    }
    await sleep(50);
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}

/** `java`, installed when it is missing and this is a Debian that we may install on. */
function javaCommand() {
  const isThere = () => spawnSync('java', ['-version']).error === undefined;
  if (isThere()) return 'java';
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).error === undefined) {
    console.error('installing default-jre-headless');
    const quietly = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    execFileSync('apt-get', ['update', '-qq'], quietly);
    execFileSync(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'default-jre-headless'],
      quietly,
    );
    if (isThere()) return 'java';
  }
  throw new Error('DynamoDB Local needs java: install a Java runtime, 11 or later');
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
