/**
 * The process that `kept-cli.ts` keeps: it has the built command line loaded, and runs one command after another as
 * `bin/run.js` does, each with the arguments, environment, folder and standard input that it is told.
 */
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const bin = `${root}bin/run.js`;
const { requireCached } = require(`${root}bin/compile-cache.cjs`);
const { main } = requireCached(`${root}dist/cli-bundle/autodyne.cjs`);

process.on('disconnect', () => process.exit());
process.on('message', (order) => void run(order));

/** Listeners that were there before any command: what a command adds outlives it here, and not in its own process. */
const emitters = [process, process.stdout, process.stderr];
const atFirst = new Set(emitters.flatMap(listenersOf));
process.send('ready');

function listenersOf(emitter) {
  return emitter.eventNames().flatMap((name) => emitter.rawListeners(name));
}

function removeListeners() {
  for (const emitter of emitters)
    for (const name of emitter.eventNames())
      for (const listener of emitter.rawListeners(name))
        if (!atFirst.has(listener)) emitter.off(name, listener);
}

/** Runs a command, and sends what it printed (pieces in their order) and its exit code. */
async function run({ argv, env, cwd, stdin }) {
  const pieces = [];
  for (const name of ['stdout', 'stderr']) {
    process[name].write = (chunk, encoding, callback) => {
      pieces.push([name, Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8')]);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done !== undefined) process.nextTick(done);
      return true;
    };
  }
  const end = (exitCode, after) => process.send({ pieces, exitCode, isGone: after !== undefined }, after);
  const { exit } = process;
  // A command that ends its process ends this one, once it is known what it printed.
  process.exit = (code) => end(Number(code ?? process.exitCode ?? 0), () => exit(code));
  process.argv = [process.execPath, bin, ...argv];
  process.exitCode = undefined;
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env });
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    value: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)], { objectMode: false }),
  });
  try {
    await main(root);
    process.exit = exit;
    removeListeners();
    end(Number(process.exitCode ?? 0));
  } catch (error) {
    process.exit = exit;
    end(1);
    throw error;
  }
}
