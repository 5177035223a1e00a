/**
 * The regions of AWS that have DynamoDB under `amazonaws.com` and `amazonaws.com.cn`, for suggestions only: a newer one
 * is not refused.
 * @see https://docs.aws.amazon.com/general/latest/gr/ddb.html
 */
export const AWS_REGIONS: readonly string[] = [
  'af-south-1',
  ...numbered('ap-east', 2),
  ...numbered('ap-northeast', 3),
  ...numbered('ap-south', 2),
  ...numbered('ap-southeast', 7),
  'ca-central-1',
  'ca-west-1',
  'cn-north-1',
  'cn-northwest-1',
  ...numbered('eu-central', 2),
  'eu-north-1',
  ...numbered('eu-south', 2),
  ...numbered('eu-west', 3),
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'me-west-1',
  'mx-central-1',
  'sa-east-1',
  'sa-west-1',
  ...numbered('us-east', 2),
  'us-gov-east-1',
  'us-gov-west-1',
  ...numbered('us-west', 2),
];

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}
