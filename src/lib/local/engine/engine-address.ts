import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export interface EngineAddress {
  host: string;
  port: number;
}

/**
 * A free address for an engine that checks no signature: on Linux, where the whole of 127.0.0.0/8 is loopback, a random
 * one of 16 million with a random port, so that a stranger (a web page, say) cannot find it by trying. Other systems
 * have 127.0.0.1 alone.
 */
export async function freeEngineAddress(): Promise<EngineAddress> {
  const hosts = process.platform === 'linux' ? [randomLoopbackHost(), '127.0.0.1'] : ['127.0.0.1'];
  for (const host of hosts) {
    const port = await freePort(host);
    if (port !== undefined) return { host, port };
  }
  throw new Error('no port is free at 127.0.0.1');
}

/** None of 127.0.0.0/16, which other programs use (127.0.0.1, 127.0.0.53, 127.0.1.1). */
function randomLoopbackHost(): string {
  return `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`;
}

/**
 * A few attempts with random ports, then any port that the system gives; `undefined` where the host is none of ours.
 */
async function freePort(host: string): Promise<number | undefined> {
  for (const wanted of [randomInt(10_000, 65_536), randomInt(10_000, 65_536), 0]) {
    const port = await listenOnce(host, wanted);
    if (port !== undefined) return port;
  }
  return undefined;
}

function listenOnce(host: string, wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(wanted, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}
