import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Codes that were printed and not used yet; of more, the oldest are void. */
const MAX_UNUSED_CODES = 10;
/** Tabs that can be open; of more, those that came first are asked to begin again. */
const MAX_TOKENS = 100;

/**
 * Who may ask. A code is printed with the address and can be exchanged once, for a random token, which every request has to
 * show. No cookie: browsers send those of one loopback port to every other. Only digests are kept, and compared in a time that
 * tells nothing.
 */
export class Sessions {
  readonly #codes: Buffer[] = [];
  readonly #tokens: Buffer[] = [];

  /** A new code for an address. */
  newCode(): string {
    return keep(this.#codes, MAX_UNUSED_CODES);
  }

  /** The token for a code, which is used up by that; `undefined` for one that was used, or never was. */
  exchange(code: string): string | undefined {
    const at = find(this.#codes, code);
    if (at === -1) return undefined;
    this.#codes.splice(at, 1);
    return keep(this.#tokens, MAX_TOKENS);
  }

  /** @param authorization the header: `Bearer TOKEN` */
  isAuthorized(authorization: string | null): boolean {
    const [, token] = /^Bearer ([\w-]+)$/i.exec(authorization ?? '') ?? [];
    return token !== undefined && find(this.#tokens, token) !== -1;
  }
}

function keep(digests: Buffer[], most: number): string {
  const secret = randomBytes(32).toString('base64url');
  digests.push(digestOf(secret));
  if (digests.length > most) digests.shift();
  return secret;
}

/** Compares with every one, so that the time does not tell which was found. */
function find(digests: readonly Buffer[], secret: string): number {
  const digest = digestOf(secret);
  let found = -1;
  for (const [at, known] of digests.entries()) if (timingSafeEqual(known, digest)) found = at;
  return found;
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
