/** A local twin as a process of its own (`fork`), so that its processor time is that of the front alone. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);

/** Starts one on the embedded engine, with its data in `folder`; `isUnmetered` passes everything through. */
export async function startFront({ folder, isUnmetered }) {
  const child = fork(SELF, [folder, isUnmetered ? 'unmetered' : 'metered']);
  const [twin] = await once(child, 'message');
  return {
    twin,
    /** Microseconds of processor time since the last call. */
    async takeProcessorTime() {
      child.send('time');
      const [microseconds] = await once(child, 'message');
      return microseconds;
    },
    async stop() {
      child.send('stop');
      await once(child, 'exit');
    },
  };
}

if (process.argv[1] === SELF) {
  const { startTwin } = await import('../../dist/lib/local/twin.js');
  const [, , folder, kind] = process.argv;
  const twin = await startTwin({ folder, port: 0, isUnmetered: kind === 'unmetered' });
  let since = process.cpuUsage();
  process.on('message', (message) => {
    if (message === 'stop') {
      void twin.stop().then(() => process.exit());
      return;
    }
    const { user, system } = process.cpuUsage(since);
    since = process.cpuUsage();
    process.send(user + system);
  });
  const { tableName, endpointUrl, region, accessKeyId, secretAccessKey } = twin;
  process.send({ tableName, endpointUrl, region, accessKeyId, secretAccessKey });
}
