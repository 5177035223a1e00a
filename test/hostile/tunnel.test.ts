import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Certificate, selfSignedCertificate } from '../helpers/certificate.ts';
import { startConnectProxy } from '../helpers/connect-proxy.ts';
import { startFaultServer } from '../helpers/fault-server.ts';
import { type SpawnResult, spawnCli } from '../helpers/spawn-cli.ts';
import { useTable } from '../helpers/table.ts';

const table = useTable();

/** One command for each way on which requests leave. */
const WAYS = { 'a single command': ['describe'], 'bulk reading': ['scan', '--format', 'typed'] };

function run(argv: string[], endpointUrl: string, env: Record<string, string>): Promise<SpawnResult> {
  return spawnCli([...argv, '--timeout', '1'], {
    env: { ...table.env, AUTODYNE_ENDPOINT_URL: endpointUrl, ...env },
  });
}

/** A proxy that takes connections, and then does this with them. */
async function startProxy(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// Most of the time they wait, so they do it together.
describe.each(Object.entries(WAYS))('%s', { concurrent: true }, (_, argv) => {
  test.each<[string, (socket: Socket) => void]>([
    ['never responds', () => {}],
    ['responds to CONNECT and then sends nothing', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
  ])('a proxy that %s ends the process in time', async (__, onConnection) => {
    await using proxy = await startProxy(onConnection);
    const startedAt = performance.now();
    const { exitCode, stderr } = await run(argv, 'https://127.0.0.1:9', { HTTPS_PROXY: proxy.url });
    expect(exitCode, stderr).toBe(7);
    expect(stderr).toContain('cannot reach https://127.0.0.1:9: no ');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  describe.skipIf(selfSignedCertificate() === undefined)('through a tunnel', () => {
    const through = async (certificate: Certificate | undefined): Promise<SpawnResult> => {
      if (certificate === undefined) throw new Error('openssl was there a moment ago');
      await using proxy = await startConnectProxy();
      await using server = await startFaultServer(table.url, { tls: certificate });
      const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate.certFile };
      const result = await run(argv, server.url, env);
      expect(proxy.tunnels[0]).toBe(new URL(server.url).host);
      return result;
    };

    test('the certificate of the IP address that is the endpoint is taken', async () => {
      const { exitCode, stderr } = await through(selfSignedCertificate('IP:127.0.0.1'));
      expect(exitCode, stderr).toBe(0);
    });

    test('one for localhost is another host’s, and refused', async () => {
      const { exitCode, stderr } = await through(selfSignedCertificate('DNS:localhost'));
      expect(stderr).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
      expect(exitCode).toBe(7);
    });
  });
});
