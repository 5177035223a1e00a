import type { IncomingMessage } from 'node:http';
import { errorFacts } from '../../errors/from-aws-error.ts';
import type { HttpRequest, HttpResponse } from '../../http/http-message.ts';
import { dynamoDbErrorResponse, type WireError } from '../../proxy/error-responses.ts';
import {
  DYNAMODB_SKEW_MINUTES,
  type SigningCredentials,
  verifySignature,
} from '../../proxy/verify-signature.ts';
import type { Units } from '../../usage/unit-meter.ts';
import { kindOfRequest } from '../meter/charges.ts';
import { CapacityAsker, type CapacityDemand } from '../meter/consumed-capacity.ts';
import type { Throttle } from '../meter/throttle.ts';
import type { UsageMeter } from '../meter/usage-meter.ts';
import { type ByteEdit, editedPieces } from '../requests/byte-edits.ts';
import { MalformedRequest } from '../requests/request-members.ts';
import { type TableUse, TooManyUses, tableNameEdits, tableUses } from '../requests/table-uses.ts';
import { accessProblem, operationOf, type TwinIdentity, tableArn } from './access-policy.ts';
import type { Backend } from './backend.ts';
import type { RequestChecker } from './check-request.ts';
import { type HeldResponse, MOST_COPIED_BYTES } from './held-response.ts';
import type { IndexChanges } from './index-changes.ts';
import type { IndexCounts } from './index-counts.ts';
import { repairedResponse } from './response-repairs.ts';

export interface DynamoDbFrontOptions {
  identity: TwinIdentity;
  credentialsOf(accessKeyId: string): SigningCredentials | undefined;
  backend: Backend;
  indexChanges: IndexChanges;
  /** For a backend that does not count the items of indexes. */
  indexCounts?: IndexCounts | undefined;
  /** The backend is the embedded engine, whose known faults are repaired. */
  isEmbeddedEngine?: boolean;
  /** Refuses requests that the embedded engine would not refuse, or not with DynamoDB's message. */
  checker?: RequestChecker | undefined;
  /** Counts what each request consumes; without it, requests are passed to the backend unchanged. */
  meter?: UsageMeter | undefined;
  /** Refuses requests above the limits; needs a meter. */
  throttle?: Throttle | undefined;
  /** Called with what a request consumed, as it is counted. */
  onCharges?: ((charges: readonly Units[]) => void) | undefined;
  now?: () => Date;
}

/** A response made here, or one of the backend's: passed on as it arrives, or after it was read. */
export type FrontResponse = HttpResponse | IncomingMessage | HeldResponse;

/**
 * Responds to a request as DynamoDB would to the restricted user: the signature is verified, operations that the user
 * may not call are refused, and so are requests that DynamoDB would refuse where the backend might not; the rest goes
 * to the backend and its response comes back untouched, except for the repairs of {@link repairedResponse}. A table's
 * description is rewritten: it names the table as the twin's account has it, shows an index change that is running, and counts the items of indexes.
 */
export async function handleDynamoDb(
  request: HttpRequest,
  options: DynamoDbFrontOptions,
): Promise<FrontResponse> {
  const operation = operationOf(request.headers['x-amz-target']);
  if (operation === undefined)
    return dynamoDbErrorResponse({ name: 'UnknownOperationException', message: '' });
  const { identity, credentialsOf, now } = options;
  const verdict = verifySignature(request, {
    service: 'dynamodb',
    region: identity.region,
    credentialsOf,
    skewMinutes: DYNAMODB_SKEW_MINUTES,
    now: now?.() ?? new Date(),
  });
  if (!verdict.isValid) return dynamoDbErrorResponse(verdict.refusal);
  const body = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  const asker =
    options.meter === undefined || operation === 'DescribeTable' ? undefined : new CapacityAsker();
  const uses = readUses(operation, body, asker);
  if ('name' in uses) return dynamoDbErrorResponse(uses);
  const problem = accessProblem(operation, uses, identity) ?? indexProblem(uses, options);
  if (problem !== undefined) return dynamoDbErrorResponse(problem);
  const refusal = options.checker?.check(operation, body);
  const refused = refusal && (await refusal);
  if (refused !== undefined) return dynamoDbErrorResponse(refused);
  if (asker === undefined) return passOn(operation, body, uses, undefined, options);
  return (
    throttled(kindOfRequest(operation, uses), options) ??
    passOn(operation, body, uses, asker.demand(operation, body), options)
  );
}

/**
 * The refusal of a request above the limits, with AWS's message for a table's maximum throughput.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ThrottlingReason.html
 */
function throttled(kind: keyof Units, { meter, throttle }: DynamoDbFrontOptions): HttpResponse | undefined {
  const reason = throttle?.reason(kind, meter?.monthUnits ?? 0);
  if (reason === undefined) return undefined;
  meter?.countThrottled();
  const message = 'Throughput exceeds the maximum OnDemandThroughput configured on table or index';
  return dynamoDbErrorResponse({ name: 'ThrottlingException', message }, 400, {
    throttlingReasons: [reason],
  });
}

function readUses(operation: string, body: Buffer, asker: CapacityAsker | undefined): TableUse[] | WireError {
  try {
    return tableUses(operation, body, asker && ((member) => asker.see(member)));
  } catch (error) {
    if (error instanceof MalformedRequest) return { name: 'SerializationException', message: '' };
    if (error instanceof TooManyUses)
      return { name: 'ValidationException', message: `Too many items requested for the ${operation} call` };
    throw error;
  }
}

/** An index that is still being filled cannot be read, which the engine does not know. */
function indexProblem(
  uses: readonly TableUse[],
  { indexChanges }: DynamoDbFrontOptions,
): WireError | undefined {
  for (const { indexName } of uses) {
    const problem = indexName === undefined ? undefined : indexChanges.readRefusal(indexName);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Engines know tables by name only; AWS takes the ARN wherever it takes a name, and then uses it in the response. */
async function passOn(
  operation: string,
  body: Buffer,
  uses: readonly TableUse[],
  demand: CapacityDemand | undefined,
  options: DynamoDbFrontOptions,
): Promise<FrontResponse> {
  const { backend, identity, indexChanges, indexCounts, meter } = options;
  const arns = uses.flatMap(({ table, nameAt }) => (table === identity.tableName ? [] : (nameAt ?? [])));
  const edits = [...tableNameEdits(arns, identity.tableName), ...(demand?.edits ?? [])];
  const sent = sentPieces(body, edits);
  if (operation === 'DescribeTable') {
    const described = indexChanges.showIn(await backend.call(operation, Buffer.concat(sent)));
    return withOwnArn((await indexCounts?.showIn(described)) ?? described, identity);
  }
  const isWrite = kindOfRequest(operation, uses) === 'write';
  if (isWrite) indexCounts?.noteWrite();
  try {
    const response = await backend.send(operation, sent);
    const request = { operation, body: sent, uses, isByArn: arns.length > 0, demand };
    return await repairedResponse(request, response, options);
  } catch (error) {
    // A request whose connection broke may have been carried out; not one that had no connection.
    if (demand !== undefined && errorFacts(error).code !== 'ECONNREFUSED') meter?.countUnreported(operation);
    throw error;
  } finally {
    if (isWrite) indexCounts?.noteWrite();
  }
}

function sentPieces(body: Buffer, edits: readonly ByteEdit[]): readonly Buffer[] {
  if (edits.length === 0) return [body];
  const pieces = editedPieces(body, edits);
  return body.length > MOST_COPIED_BYTES ? pieces : [Buffer.concat(pieces)];
}

/** A table's description with the ARN that its owner knows: engines invent regions and accounts. */
export function withOwnArn(response: HttpResponse, identity: TwinIdentity): HttpResponse {
  const pattern = /"arn:aws:dynamodb:[^:"]*:[^:"]*:table\/([^"/]+)/g;
  const body = response.body.replace(pattern, (whole, tableName: string) =>
    tableName === identity.tableName ? `"${tableArn(identity)}` : whole,
  );
  return { ...response, body };
}
