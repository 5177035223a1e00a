const LOOPBACK_HOSTS = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** By the host's name or address, without a look-up. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK_HOSTS.test(url.hostname);
}
