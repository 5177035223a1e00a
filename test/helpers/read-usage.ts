import type { Twin } from '../../src/lib/local/twin.ts';
import type { UsageReport } from '../../src/lib/usage/usage-report.ts';
import { readUsageReport } from '../../src/lib/usage/usage-report-schema.ts';
import { type PostAnswer, signedPost } from './signed-fetch.ts';

/** One request to a twin's usage route, signed as a client signs it. */
export function postUsage(
  twin: Pick<Twin, 'endpointUrl' | 'accessKeyId' | 'secretAccessKey' | 'region'>,
  body: object,
  service = 'execute-api',
): Promise<PostAnswer> {
  const { endpointUrl, accessKeyId, secretAccessKey, region } = twin;
  return signedPost(`${endpointUrl}/usage`, {
    accessKeyId,
    secretAccessKey,
    region,
    service,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(body),
  });
}

/** The usage of the twin's table, checked against its format; of the last hour unless `asked` says otherwise. */
export async function readUsage(
  twin: Parameters<typeof postUsage>[0] & { tableName: string },
  asked: object = {},
): Promise<UsageReport> {
  const Since = Math.floor(Date.now() / 1000) - 3600;
  const { status, text } = await postUsage(twin, { TableName: twin.tableName, Since, ...asked });
  if (status !== 200) throw new Error(`POST /usage: ${status} ${text}`);
  return readUsageReport(JSON.parse(text), 'the twin');
}

/** A report's units: `table 2 / 30` for two read and thirty write units, each index after it. */
export function usedUnits({ Points }: UsageReport): string[] {
  const sums = new Map<string, { read: number; write: number }>();
  for (const { Table, Indexes } of Points) {
    for (const [name, { Read, Write }] of [['table', Table] as const, ...Object.entries(Indexes)]) {
      const sum = sums.get(name) ?? { read: 0, write: 0 };
      sums.set(name, { read: sum.read + Read, write: sum.write + Write });
    }
  }
  return [...sums].map(([name, { read, write }]) => `${name} ${read} / ${write}`);
}
