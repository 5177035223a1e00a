/** One request as it reached the fault server. */
export interface FaultRequest {
  /** The operation's name, such as `GetItem`, from `x-amz-target` or `x-target`. */
  operation: string;
  /** The number of this request among those of its operation, counted from 1. */
  attempt: number;
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** A response that is sent without calling the engine. */
export interface ScriptedResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export type Fault =
  | { response: ScriptedResponse }
  /** The connection is cut before the engine is called, after it was (a write took effect), or within its response. */
  | { cut: 'before' | 'after' | 'midway' }
  /** The engine is called, so a write takes effect, but this response is sent instead of its own. */
  | { respondAfter: ScriptedResponse }
  /** The body of the response is changed, but not its length or checksum. */
  | { body: (text: string) => string }
  /** No response is ever sent. */
  | { silent: true }
  /** The request is passed on after a delay. */
  | { delayMs: number }
  /** The last `unprocessed` requests of a batch come back unprocessed, the others are done. */
  | { unprocessed: number }
  /** The parsed response of the engine is replaced by the returned value. */
  | { change: (response: unknown) => unknown };

/** Decides what happens to each request; `undefined` lets it pass. */
export type FaultScript = (request: FaultRequest) => Fault | undefined;

export const JSON_TYPE = 'application/x-amz-json-1.0';

/** An error response in the format of DynamoDB. */
export function serviceError(status: number, name: string, message: string, members: object = {}): Fault {
  const __type = `com.amazonaws.dynamodb.v20120810#${name}`;
  return {
    response: {
      status,
      headers: { 'content-type': JSON_TYPE },
      body: JSON.stringify({ __type, message, ...members }),
    },
  };
}

/** The on-demand table is asked for more than it gives; `reasons` as AWS lists them. */
export function throttled(reasons: readonly { reason: string; resource: string }[] = []): Fault {
  const members = reasons.length === 0 ? {} : { ThrottlingReasons: reasons };
  return serviceError(
    400,
    'ThrottlingException',
    'Throughput exceeds the current capacity of your table.',
    members,
  );
}

/** AWS had trouble of its own. */
export function internalError(): Fault {
  return serviceError(
    500,
    'InternalServerError',
    'The request processing has failed because of an unknown error.',
  );
}

/** Each fault in turn, one a request of `operation` (of any, unless given); then all passes. */
export function inTurn(faults: readonly (Fault | undefined)[], operation?: string): FaultScript {
  let next = 0;
  return (request) => {
    if (operation !== undefined && request.operation !== operation) return undefined;
    const fault = faults[next];
    next += 1;
    return fault;
  };
}

/** The same fault for every request of `operation` (of any, unless given). */
export function always(fault: Fault, operation?: string): FaultScript {
  return (request) => (operation === undefined || request.operation === operation ? fault : undefined);
}

/** One of `faults` for about `share` of the requests: the same ones each time for the same `seed`. */
export function randomly(seed: number, share: number, faults: readonly Fault[]): FaultScript {
  const random = seededRandom(seed);
  return () => {
    const strikes = random() < share;
    const which = Math.floor(random() * faults.length);
    return strikes ? faults[which] : undefined;
  };
}

/** Numbers from 0 to 1 that depend on nothing but the seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
