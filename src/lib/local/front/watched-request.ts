import { errorFacts } from '../../errors/from-aws-error.ts';
import type { HttpRequest } from '../../http/http-message.ts';
import type { KeySchema } from '../../items/keys/key-schema.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import type { WireError } from '../../proxy/error-responses.ts';
import type { Units } from '../../usage/unit-meter.ts';
import { requestSubject } from '../requests/request-subject.ts';
import { operationOf } from './access-policy.ts';
import type { DynamoDbFrontOptions, FrontResponse } from './dynamodb-front.ts';
import { handleTwinRequest, PROXY_PATH } from './twin-front.ts';

/** A request that the twin has responded to, as a person may want to see it. Never has credentials. */
export interface ServedRequest {
  /** `PutItem`; method and path where it is no operation. */
  operation: string;
  /** Its key, condition or statement in one line; empty where there is none. */
  subject: string;
  /** Table and indexes together; 0 where nothing was consumed, or it is not known. */
  units: Units;
  /** From the whole request to the response's beginning. */
  durationMs: number;
  /** The error that it was responded to with. */
  refusal: WireError | undefined;
}

export interface Watcher {
  /** The table's, to find keys in items. */
  key: KeySchema;
  onRequest(served: ServedRequest): void;
}

/** {@link handleTwinRequest}, and tells the watcher what was asked and how it ended. */
export async function handleWatchedRequest(
  request: HttpRequest,
  options: DynamoDbFrontOptions,
  { key, onRequest }: Watcher,
): Promise<FrontResponse> {
  const startedAt = performance.now();
  const units = { read: 0, write: 0 };
  const tell = (refusal: WireError | undefined): void => {
    const operation = operationIn(request);
    const body = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
    const subject = requestSubject(operation, body, key);
    onRequest({ operation, subject, units, durationMs: performance.now() - startedAt, refusal });
  };
  const onCharges = (charges: readonly Units[]): void => {
    for (const { read, write } of charges) {
      units.read += read;
      units.write += write;
    }
  };
  try {
    const response = await handleTwinRequest(request, { ...options, onCharges });
    tell(refusalIn(response));
    return response;
  } catch (error) {
    const { code, message } = errorFacts(error);
    tell({ name: 'InternalServerError', message: `the engine: ${code ?? message}` });
    throw error;
  }
}

function operationIn({ method, path, headers }: HttpRequest): string {
  const [route = ''] = path.split('?');
  const target = route.startsWith(PROXY_PATH) ? headers['x-target'] : headers['x-amz-target'];
  return operationOf(target) ?? `${method} ${route}`;
}

function refusalIn(response: FrontResponse): WireError | undefined {
  const status = 'status' in response ? response.status : (response.statusCode ?? 500);
  if (status < 400) return undefined;
  const text = 'status' in response ? response.body : 'chunks' in response ? textOf(response.chunks) : '';
  const header = response.headers['x-amzn-errortype'];
  const error = errorIn(text);
  const name = error.name ?? (typeof header === 'string' ? header : `HTTP ${status}`);
  return { name, message: error.message };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

function errorIn(text: string): { name: string | undefined; message: string } {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch {
    // No JSON: its status says it.
  }
  const { __type: type, message, Message } = isJsonObject(json) ? (json as Record<string, unknown>) : {};
  // The first line: the others of a wrong signature repeat the request's headers.
  const [line = ''] = String(message ?? Message ?? '').split('\n');
  return { name: typeof type === 'string' ? type.replace(/^.*#/, '') : undefined, message: line };
}
