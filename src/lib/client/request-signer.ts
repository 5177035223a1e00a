import { createHmac, hash } from 'node:crypto';
import type { Settings } from '../settings/settings.ts';
import { signingKey } from './signing-key.ts';

/** The keys that sign, and the endpoint that they sign for. */
export type SigningSettings = Pick<Settings, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region'>;

const SERVICE = 'dynamodb';
const ALGORITHM = 'AWS4-HMAC-SHA256';
const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Shared by all requests of one operation within one second; there may be thousands of them. */
interface SigningContext {
  operation: string;
  second: number;
  day: string;
  /** The canonical request, up to the body's hash. */
  canonicalStart: string;
  /** The string to sign, without the canonical request's hash at its end. */
  signedStart: string;
  /** The headers except the body's length and the signature. */
  headers: readonly string[];
  /** The header `authorization`, up to the signature. */
  authorizationStart: string;
}

/**
 * Makes the headers of DynamoDB requests to one endpoint, signed (SigV4). Does what `@smithy/signature-v4` does for
 * this one shape of request, in a fifth of the time: its tests compare the signatures.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSigner {
  readonly #settings: SigningSettings;
  readonly #host: string;
  /** The path that requests are sent to. */
  readonly path: string;
  readonly #canonicalPath: string;
  readonly #token: string;
  readonly #tokenHeader: readonly string[];
  readonly #signedHeaders: string;
  #context: SigningContext | undefined;
  /** The key of a day, which takes four rounds to derive. */
  #key: { day: string; bytes: Buffer } = { day: '', bytes: Buffer.alloc(0) };

  constructor(settings: SigningSettings, endpoint: URL) {
    const { sessionToken } = settings;
    this.#settings = settings;
    this.#host = endpoint.host;
    this.path = endpoint.pathname.replace(/\/?$/, '/');
    this.#canonicalPath = this.path.split('/').map(encode).join('/');
    this.#tokenHeader = sessionToken === undefined ? [] : ['x-amz-security-token', sessionToken];
    this.#token = sessionToken === undefined ? '' : `x-amz-security-token:${sessionToken}\n`;
    const tokenName = sessionToken === undefined ? '' : 'x-amz-security-token;';
    this.#signedHeaders = `content-type;host;x-amz-date;${tokenName}x-amz-target`;
  }

  /**
   * The headers of a call, names and values in turn.
   * @param nowMs the time, in milliseconds since 1970
   * @param bodySha256 in hex, where it is known already
   */
  headers(operation: string, body: Buffer, nowMs: number, bodySha256 = hash('sha256', body)): string[] {
    const second = Math.floor(nowMs / 1000);
    if (this.#context?.second !== second || this.#context.operation !== operation)
      this.#context = this.#contextOf(operation, second);
    const { day, canonicalStart, signedStart, headers, authorizationStart } = this.#context;
    const signature = createHmac('sha256', this.#keyOf(day))
      .update(signedStart + hash('sha256', canonicalStart + bodySha256))
      .digest('hex');
    return [
      ...headers,
      'content-length',
      String(body.length),
      'authorization',
      authorizationStart + signature,
    ];
  }

  #contextOf(operation: string, second: number): SigningContext {
    const { accessKeyId, region } = this.#settings;
    const time = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const scope = `${day}/${region}/${SERVICE}/aws4_request`;
    const target = `DynamoDB_20120810.${operation}`;
    return {
      operation,
      second,
      day,
      canonicalStart:
        `POST\n${this.#canonicalPath}\n\ncontent-type:${CONTENT_TYPE}\nhost:${this.#host}\nx-amz-date:${time}\n` +
        `${this.#token}x-amz-target:${target}\n\n${this.#signedHeaders}\n`,
      signedStart: `${ALGORITHM}\n${time}\n${scope}\n`,
      headers: [
        ...['host', this.#host, 'content-type', CONTENT_TYPE],
        ...['x-amz-target', target, 'x-amz-date', time, ...this.#tokenHeader],
      ],
      authorizationStart: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${this.#signedHeaders}, Signature=`,
    };
  }

  #keyOf(day: string): Buffer {
    if (this.#key.day !== day) {
      const { secretAccessKey, region } = this.#settings;
      this.#key = { day, bytes: signingKey(secretAccessKey, { date: day, region, service: SERVICE }) };
    }
    return this.#key.bytes;
  }
}

/** RFC 3986: all but letters, digits and `-_.~`. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
