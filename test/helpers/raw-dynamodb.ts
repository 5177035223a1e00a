import type { HttpResponse } from '../../src/lib/http/http-message.ts';

/** One call to an engine, which accepts any signature. Returns the response as it came over the wire. */
export async function callEngine(url: string, operation: string, body: string): Promise<HttpResponse> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260301T120000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIATEST/20260301/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    },
    body,
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
