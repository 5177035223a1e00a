import { createHmac, hash } from 'node:crypto';
import type { Settings } from '../settings/settings.ts';

/** Whose keys sign, and for where. */
export type SigningSettings = Pick<Settings, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'region'>;

const SERVICE = 'dynamodb';
const ALGORITHM = 'AWS4-HMAC-SHA256';
const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** What all requests of one operation within one second have in common; there may be thousands of them. */
interface Moment {
  operation: string;
  second: number;
  day: string;
  /** The canonical request, up to the body's hash. */
  canonicalStart: string;
  /** What is signed, up to the canonical request's hash. */
  signedStart: string;
  /** The head, up to the body's length, and from there to the signature. */
  headStart: string;
  headEnd: string;
}

/**
 * Writes the heads of DynamoDB requests to one endpoint, signed (SigV4). Does what `@smithy/signature-v4` does for
 * this one shape of request, in a fifth of the time: its tests hold it to the same signature.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export class RequestSigner {
  readonly #settings: SigningSettings;
  readonly #host: string;
  readonly #path: string;
  readonly #canonicalPath: string;
  readonly #token: string;
  readonly #tokenHeader: string;
  readonly #signedHeaders: string;
  #moment: Moment | undefined;
  /** The key of a day, which takes four rounds to derive. */
  #key: { day: string; bytes: Buffer } = { day: '', bytes: Buffer.alloc(0) };

  constructor(settings: SigningSettings, endpoint: URL) {
    const { sessionToken } = settings;
    this.#settings = settings;
    this.#host = endpoint.host;
    this.#path = endpoint.pathname.replace(/\/?$/, '/');
    this.#canonicalPath = this.#path.split('/').map(encode).join('/');
    this.#tokenHeader = sessionToken === undefined ? '' : `x-amz-security-token: ${sessionToken}\r\n`;
    this.#token = sessionToken === undefined ? '' : `x-amz-security-token:${sessionToken}\n`;
    const tokenName = sessionToken === undefined ? '' : 'x-amz-security-token;';
    this.#signedHeaders = `content-type;host;x-amz-date;${tokenName}x-amz-target`;
  }

  /**
   * The request line and headers of a call, with the empty line that ends them.
   * @param nowMs the time, in milliseconds since 1970
   * @param bodySha256 in hex, where it is known already
   */
  head(operation: string, body: Buffer, nowMs: number, bodySha256 = sha256(body)): string {
    const second = Math.floor(nowMs / 1000);
    if (this.#moment?.second !== second || this.#moment.operation !== operation)
      this.#moment = this.#momentOf(operation, second);
    const { day, canonicalStart, signedStart, headStart, headEnd } = this.#moment;
    const signature = createHmac('sha256', this.#keyOf(day))
      .update(signedStart + sha256(canonicalStart + bodySha256))
      .digest('hex');
    return `${headStart}${body.length}${headEnd}${signature}\r\n\r\n`;
  }

  #momentOf(operation: string, second: number): Moment {
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
      headStart: `POST ${this.#path} HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: ${CONTENT_TYPE}\r\ncontent-length: `,
      headEnd:
        `\r\nx-amz-target: ${target}\r\nx-amz-date: ${time}\r\n${this.#tokenHeader}` +
        `authorization: ${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${this.#signedHeaders}, ` +
        'Signature=',
    };
  }

  #keyOf(day: string): Buffer {
    if (this.#key.day !== day) {
      const { secretAccessKey, region } = this.#settings;
      const bytes = [day, region, SERVICE, 'aws4_request'].reduce(
        (key, part) => createHmac('sha256', key).update(part).digest(),
        Buffer.from(`AWS4${secretAccessKey}`),
      );
      this.#key = { day, bytes };
    }
    return this.#key.bytes;
  }
}

function sha256(bytes: Buffer | string): string {
  return hash('sha256', bytes);
}

/** RFC 3986: all but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
