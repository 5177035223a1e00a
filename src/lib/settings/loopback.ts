const LOOPBACK_HOSTS = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a URL's host is this machine. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK_HOSTS.test(url.hostname);
}
