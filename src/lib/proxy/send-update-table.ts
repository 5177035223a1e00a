import type { HttpResponse } from '../http/http-message.ts';
import { type SigningKeys, sendSigned } from '../proxy-client/signed-post.ts';
import { dynamoDbErrorResponse } from './error-responses.ts';
import { PROXY_TARGET, type ProxyOptions } from './handle-request.ts';

export interface DynamoDbAccess {
  /** `https://dynamodb.us-east-1.amazonaws.com`, for example. */
  endpointUrl: string;
  region: string;
  /** Keys that may call UpdateTable; read at each call, since a function's are renewed. */
  keys(): SigningKeys;
  timeoutMs?: number;
  /** Called with the reason why DynamoDB could not be reached, which the response does not have. */
  onFailure?: (error: unknown) => void;
}

/** Headers of DynamoDB's response that the proxy's caller needs. */
const PASSED_HEADERS = ['content-type', 'x-amz-crc32', 'x-amzn-requestid'];

/**
 * Carries out an allowed change: sends UpdateTable, signed for `dynamodb`, once, and returns the response unchanged.
 * Retries are left to the caller.
 */
export function updateTableSender(access: DynamoDbAccess): ProxyOptions['updateTable'] {
  return async (call): Promise<HttpResponse> => {
    const post = {
      url: new URL('/', access.endpointUrl),
      service: 'dynamodb',
      region: access.region,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': PROXY_TARGET },
      body: JSON.stringify(call),
    };
    try {
      const response = await sendSigned(post, access.keys(), { timeoutMs: access.timeoutMs ?? 10_000 });
      const headers = Object.entries(response.headers).filter(([name]) => PASSED_HEADERS.includes(name));
      return { ...response, headers: Object.fromEntries(headers) };
    } catch (error) {
      access.onFailure?.(error);
      const message = 'The request processing has failed because of an unknown error.';
      return dynamoDbErrorResponse({ name: 'InternalServerError', message }, 500);
    }
  };
}
