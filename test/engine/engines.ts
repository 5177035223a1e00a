import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { startEngine } from '../../src/lib/local/engine/engine.ts';

export type EngineName = 'dynoxide' | 'dynalite' | 'DynamoDB Local' | 'other';

/** A DynamoDB server for the conformance tests. */
export interface EngineUnderTest {
  name: EngineName;
  start(): Promise<{ url: string; stop(): Promise<void> }>;
}

const NAMES: readonly EngineName[] = ['dynoxide', 'dynalite', 'DynamoDB Local', 'other'];

/**
 * The engines that the conformance tests run on: the embedded one and dynalite, or the server that
 * `AUTODYNE_TEST_ENDPOINT_URL` names (what it is, `AUTODYNE_TEST_ENGINE` says).
 */
export const ENGINES: readonly EngineUnderTest[] = enginesUnderTest();

function enginesUnderTest(): EngineUnderTest[] {
  const url = process.env['AUTODYNE_TEST_ENDPOINT_URL'];
  if (url === undefined) {
    return [
      { name: 'dynoxide', start: () => startEngine() },
      { name: 'dynalite', start: startDynalite },
    ];
  }
  const name = NAMES.find((known) => known === process.env['AUTODYNE_TEST_ENGINE']) ?? 'other';
  return [{ name, start: () => Promise.resolve({ url, stop: () => Promise.resolve() }) }];
}

/** In this process; indexes and tables are made without delay. */
async function startDynalite(): Promise<{ url: string; stop(): Promise<void> }> {
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
