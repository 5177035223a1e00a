import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySignature } from '../../src/lib/proxy/verify-signature.ts';

/** Sums by epoch second, of a metric of the table (`Name`) or of an index (`Name/index`). */
export type StubMetrics = Readonly<Record<string, Readonly<Record<number, number>>>>;

interface MetricQuery {
  Id: string;
  MetricStat: {
    Metric: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] };
    Period: number;
    Stat: string;
  };
}

export interface MetricRequest {
  StartTime: number;
  EndTime: number;
  NextToken?: string;
  MetricDataQueries: MetricQuery[];
}

/**
 * CloudWatch's GetMetricData on loopback, as far as AWS documents it: signatures for `monitoring` are verified, sums are
 * those of `metrics` in whole periods, and the values come in two pages. Close it with `await using`.
 */
export async function cloudwatchStub(
  tableName: string,
  metrics: StubMetrics,
  keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', region: 'us-east-1' },
): Promise<{ url: string; asked: MetricRequest[]; [Symbol.asyncDispose](): Promise<void> }> {
  const asked: MetricRequest[] = [];
  const response = (path: string, headers: Record<string, string>, body: string): [number, object] => {
    const verdict = verifySignature(
      { method: 'POST', path, headers, body: Buffer.from(body) },
      {
        service: 'monitoring',
        region: keys.region,
        skewMinutes: 15,
        now: new Date(),
        requiredSignedHeaders: ['x-amz-target'],
        credentialsOf: (id) =>
          id === keys.accessKeyId ? { secretAccessKey: keys.secretAccessKey } : undefined,
      },
    );
    if (!verdict.isValid) return [400, { __type: verdict.refusal.name, message: verdict.refusal.message }];
    if (headers['x-amz-target'] !== 'GraniteServiceVersion20100801.GetMetricData') {
      return [400, { __type: 'UnknownOperationException' }];
    }
    const request = JSON.parse(body) as MetricRequest;
    asked.push(request);
    return [200, page(request, tableName, metrics)];
  };
  const server = createServer((request, outgoing) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = request.headers as Record<string, string>;
      const [status, body] = response(request.url ?? '', headers, Buffer.concat(chunks).toString());
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The values of a query in whole periods; the first page has the first of each, the second one the rest. */
function page(request: MetricRequest, tableName: string, metrics: StubMetrics): object {
  const { StartTime, EndTime, NextToken, MetricDataQueries } = request;
  const results = MetricDataQueries.map(({ Id, MetricStat: { Metric, Period } }) => {
    const [table, index] = Metric.Dimensions;
    const name = index === undefined ? Metric.MetricName : `${Metric.MetricName}/${index.Value}`;
    const sums = new Map<number, number>();
    for (const [second, value] of Object.entries(table?.Value === tableName ? (metrics[name] ?? {}) : {})) {
      const time = Math.floor(Number(second) / Period) * Period;
      if (time >= StartTime && time < EndTime) sums.set(time, (sums.get(time) ?? 0) + value);
    }
    const all = [...sums].sort(([left], [right]) => left - right);
    const part = NextToken === 'second' ? all.slice(1) : all.slice(0, 1);
    return {
      Id,
      Label: name,
      Timestamps: part.map(([time]) => time),
      Values: part.map(([, value]) => value),
      StatusCode: NextToken === 'second' ? 'Complete' : 'PartialData',
    };
  });
  return {
    MetricDataResults: results,
    Messages: [],
    ...(NextToken === 'second' ? {} : { NextToken: 'second' }),
  };
}
