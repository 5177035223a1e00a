import { getProxyForUrl } from 'proxy-from-env';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';

/**
 * The HTTP proxy for requests to `url`, from `HTTPS_PROXY` and `NO_PROXY`; `undefined` for none. `ALL_PROXY` is ignored, and
 * plain `http:` is never sent through a proxy.
 * @throws AutodyneError `InvalidSettings` if it is not the URL of an HTTP proxy.
 */
export function httpsProxyFor(url: string): string | undefined {
  // The library implements NO_PROXY, but takes a proxy without a scheme as https.
  if (!url.startsWith('https:') || getProxyForUrl(url) === '') return undefined;
  const named = process.env['https_proxy'] || process.env['HTTPS_PROXY'];
  if (!named) return undefined;
  const proxy = named.includes('://') ? named : `http://${named}`;
  if (URL.canParse(proxy) && /^https?:$/.test(new URL(proxy).protocol)) return proxy;
  throw new AutodyneError('InvalidSettings', `HTTPS_PROXY is not the URL of an HTTP proxy`, {
    suggestions: ['for example http://proxy.example:3128; NO_PROXY lists the hosts to reach without it'],
  });
}
