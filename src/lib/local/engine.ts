import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { AutodyneError } from '../errors/autodyne-error.ts';

/** A DynamoDB server that autodyne started; requests need no valid signature. */
export interface Engine {
  /** Where it listens: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Ends it, and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  /** The engine's executable; looked for (see {@link findEngine}) unless given. */
  path?: string | undefined;
  /** The data file; in memory unless given. */
  dataFile?: string | undefined;
}

/** Where the embedded engine's executable is, or `undefined` when there is none for this platform. */
export function findEngine(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    return require.resolve(`@dynoxide/${process.platform}-${process.arch}/dynoxide`);
  } catch {
    return undefined;
  }
}

/** Starts the embedded engine on a free loopback port. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const path = options.path ?? findEngine();
  if (path === undefined) {
    throw new AutodyneError('InvalidSettings', 'there is no embedded engine for this platform');
  }
  const port = await freePort();
  const dataArgs = options.dataFile === undefined ? [] : ['--db-path', options.dataFile];
  const child = spawn(path, ['serve', '--port', String(port), ...dataArgs], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new AutodyneError('Unexpected', `the engine ended at once (${code})`)),
    );
    // Its first words say that it listens.
    child.stderr.once('data', () => resolve());
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
