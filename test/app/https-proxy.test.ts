import { afterEach, describe, expect, test, vi } from 'vitest';
import { httpsProxyFor } from '../../src/app/https-proxy.ts';

const AWS = 'https://dynamodb.us-east-1.amazonaws.com';
const PROXY = 'http://proxy.example:3128';

afterEach(() => {
  vi.unstubAllEnvs();
});

function withEnvironment(env: Record<string, string>): void {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'no_proxy']) {
    vi.stubEnv(name, env[name]);
  }
}

describe('httpsProxyFor', () => {
  test.each<[Record<string, string>, url: string, proxy: string | undefined]>([
    [{}, AWS, undefined],
    [{ HTTPS_PROXY: PROXY }, AWS, PROXY],
    [{ https_proxy: PROXY }, AWS, PROXY],
    [{ HTTPS_PROXY: 'https://u:p@proxy.example' }, AWS, 'https://u:p@proxy.example'],
    [{ HTTPS_PROXY: 'proxy.example:3128' }, AWS, PROXY],
    [{ HTTPS_PROXY: PROXY }, 'http://127.0.0.1:8000', undefined],
    [{ HTTP_PROXY: PROXY }, 'http://127.0.0.1:8000', undefined],
    [{ HTTP_PROXY: PROXY }, AWS, undefined],
    [{ ALL_PROXY: 'socks5://proxy.example' }, AWS, undefined],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '*' }, AWS, undefined],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'localhost,.amazonaws.com' }, AWS, undefined],
    [{ HTTPS_PROXY: PROXY, no_proxy: 'dynamodb.us-east-1.amazonaws.com' }, AWS, undefined],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: 'localhost,127.0.0.1' }, AWS, PROXY],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '127.0.0.1:8443' }, 'https://127.0.0.1:8443', undefined],
    [{ HTTPS_PROXY: PROXY, NO_PROXY: '127.0.0.1:8443' }, 'https://127.0.0.1:9443', PROXY],
  ])('%j, %s', (env, url, proxy) => {
    withEnvironment(env);
    expect(httpsProxyFor(url)).toBe(proxy);
  });

  test.each(['socks5://proxy.example', 'not a url'])('%s is refused, and not repeated', (HTTPS_PROXY) => {
    withEnvironment({ HTTPS_PROXY });
    expect(() => httpsProxyFor(AWS)).toThrow(
      expect.objectContaining({
        code: 'InvalidSettings',
        message: 'HTTPS_PROXY is not the URL of an HTTP proxy',
      }),
    );
  });
});
