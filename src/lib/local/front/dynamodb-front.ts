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
import { repairedResponse } from './response-repairs.ts';

export interface DynamoDbFrontOptions {
  identity: TwinIdentity;
  credentialsOf(accessKeyId: string): SigningCredentials | undefined;
  backend: Backend;
  indexChanges: IndexChanges;
  /** Whether the backend is the embedded engine, whose faults are known and put right. */
  isEmbeddedEngine?: boolean;
  /** Refuses what the embedded engine would not refuse, or not in DynamoDB's words. */
  checker?: RequestChecker | undefined;
  /** Counts what each request consumes; without it, nothing is asked of the backend beyond what clients ask. */
  meter?: UsageMeter | undefined;
  /** Refuses what is too much; needs a meter. */
  throttle?: Throttle | undefined;
  now?: () => Date;
}

/** An answer made here, or one of the backend's: passed on as it comes, or after it was looked at. */
export type FrontResponse = HttpResponse | IncomingMessage | HeldResponse;

/**
 * Answers a request as DynamoDB would answer the restricted user: the signature is verified, what the user may not do
 * is refused, and so is what DynamoDB would not take where the backend might; the rest goes to the backend and its answer
 * comes back untouched, but for what {@link repairedResponse} puts right. A table's description is rewritten: it names
 * the table as the twin's account has it, and shows an index change that is running.
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
 * The refusal of a request that is too much, in AWS's words for a table's maximum.
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

/** Engines know tables by name only; AWS takes the ARN wherever it takes a name, and then answers by it. */
async function passOn(
  operation: string,
  body: Buffer,
  uses: readonly TableUse[],
  demand: CapacityDemand | undefined,
  options: DynamoDbFrontOptions,
): Promise<FrontResponse> {
  const { backend, identity, indexChanges, meter } = options;
  const arns = uses.flatMap(({ table, nameAt }) => (table === identity.tableName ? [] : (nameAt ?? [])));
  const edits = [...tableNameEdits(arns, identity.tableName), ...(demand?.edits ?? [])];
  const sent = sentPieces(body, edits);
  if (operation === 'DescribeTable') {
    return withOwnArn(indexChanges.showIn(await backend.call(operation, Buffer.concat(sent))), identity);
  }
  try {
    const response = await backend.send(operation, sent);
    const request = { operation, body: sent, uses, isByArn: arns.length > 0, demand };
    return await repairedResponse(request, response, options);
  } catch (error) {
    // A request whose connection broke may have been done; not one for which there was none.
    if (demand !== undefined && errorFacts(error).code !== 'ECONNREFUSED') meter?.countUntold(operation);
    throw error;
  }
}

function sentPieces(body: Buffer, edits: readonly ByteEdit[]): readonly Buffer[] {
  if (edits.length === 0) return [body];
  const pieces = editedPieces(body, edits);
  return body.length > MOST_COPIED_BYTES ? pieces : [Buffer.concat(pieces)];
}

/** A table's description with the ARN that its owner knows: engines make up regions and accounts. */
export function withOwnArn(response: HttpResponse, identity: TwinIdentity): HttpResponse {
  const pattern = /"arn:aws:dynamodb:[^:"]*:[^:"]*:table\/([^"/]+)/g;
  const body = response.body.replace(pattern, (whole, tableName: string) =>
    tableName === identity.tableName ? `"${tableArn(identity)}` : whole,
  );
  return { ...response, body };
}
