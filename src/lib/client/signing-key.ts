import { createHmac } from 'node:crypto';

export interface SigningScope {
  /** UTC, as `20150830`. */
  date: string;
  region: string;
  /** Such as `dynamodb`. */
  service: string;
}

/**
 * The key that SigV4 signs with on one day, in one region, for one service.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signingKey(secretAccessKey: string, { date, region, service }: SigningScope): Buffer {
  return [date, region, service, 'aws4_request'].reduce(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
}
