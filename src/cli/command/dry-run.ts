import { escapeControls } from '../../lib/json/json-string.ts';
import type { DryRun } from '../results/request-results.ts';
import { toPrintableJson } from './json.ts';

export function dryRun(Operation: string, Endpoint: string, body: object, Service = 'dynamodb'): DryRun {
  return { DryRun: { Operation, Endpoint, Service, Body: toPrintableJson(body) } };
}

/** The endpoint, then the body of the request. */
export function dryRunText({ DryRun: request }: DryRun): string {
  const head = `${request.Operation} ${request.Endpoint} (signed for ${request.Service}, not sent)`;
  return `${head}\n${escapeControls(JSON.stringify(request.Body, null, 2))}`;
}

/** Prints each request as it is built; returns all of them for `--json`. */
export async function showDryRuns(
  requests: AsyncIterable<{ operation: string; body: object }>,
  endpointUrl: string,
  print: (text: string) => Promise<void>,
): Promise<DryRun[]> {
  const shown: DryRun[] = [];
  for await (const { operation, body } of requests) {
    const request = dryRun(operation, endpointUrl, body);
    shown.push(request);
    await print(dryRunText(request));
  }
  return shown;
}
