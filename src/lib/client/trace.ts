import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { errorFacts } from '../errors/from-aws-error.ts';

/** One attempt of one request: what `--debug` prints. Bodies and headers, and so secrets, are left out. */
export interface TraceEvent {
  operation: string;
  host: string;
  durationMs: number;
  requestId: string | undefined;
  /** `ok`, or the error's name. */
  outcome: string;
  /** The response's own clock (its Date header), in milliseconds. */
  serverTimeMs?: number | undefined;
}

export type TraceListener = (event: TraceEvent) => void;

/** Reports each attempt (retries included) of each request of `client`. */
export function addTrace(client: DynamoDBClient, onTrace: TraceListener): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const startedAt = performance.now();
      const event = (outcome: string, requestId: string | undefined, response: unknown): TraceEvent => ({
        operation: String(context.commandName).replace(/Command$/, ''),
        host: (args.request as { hostname?: string }).hostname ?? '',
        durationMs: performance.now() - startedAt,
        requestId,
        outcome,
        serverTimeMs: dateOf(response),
      });
      try {
        const result = await next(args);
        const output = result.output as { $metadata?: { requestId?: string } };
        onTrace(event('ok', output.$metadata?.requestId, result.response));
        return result;
      } catch (error) {
        const facts = errorFacts(error);
        onTrace(
          event(facts.code ?? facts.name, facts.requestId, (error as { $response?: unknown }).$response),
        );
        throw error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'autodyneTrace' },
  );
}

function dateOf(response: unknown): number | undefined {
  const { headers } = (response ?? {}) as { headers?: Record<string, string | undefined> };
  const time = Date.parse(headers?.['date'] ?? '');
  return Number.isNaN(time) ? undefined : time;
}
