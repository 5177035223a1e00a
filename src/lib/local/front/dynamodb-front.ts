import type { IncomingMessage } from 'node:http';
import type { HttpAnswer, HttpRequest } from '../../http/http-message.ts';
import { dynamoDbErrorAnswer, type WireError } from '../../proxy/error-answers.ts';
import {
  DYNAMODB_SKEW_MINUTES,
  type SigningCredentials,
  verifySignature,
} from '../../proxy/verify-signature.ts';
import { type ByteRange, eachMember, eachMemberOf, MalformedRequest } from '../requests/request-members.ts';
import { type TableUse, TooManyUses, tableUses, withTableName } from '../requests/table-uses.ts';
import { accessProblem, operationOf, type TwinIdentity, tableArn } from './access-policy.ts';
import type { Backend } from './backend.ts';
import type { RequestChecker } from './check-request.ts';
import type { HeldResponse } from './held-response.ts';
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
  now?: () => Date;
}

/** An answer made here, or one of the backend's: passed on as it comes, or after it was looked at. */
export type FrontAnswer = HttpAnswer | IncomingMessage | HeldResponse;

/**
 * Answers a request as DynamoDB would answer the restricted user: the signature is verified, what the user may not do
 * is refused, and so is what DynamoDB would not take where the backend might; the rest goes to the backend and its answer
 * comes back untouched, but for what {@link repairedResponse} puts right. A table's description is rewritten: it names
 * the table as the twin's account has it, and shows an index change that is running.
 */
export async function answerDynamoDb(
  request: HttpRequest,
  options: DynamoDbFrontOptions,
): Promise<FrontAnswer> {
  const operation = operationOf(request.headers['x-amz-target']);
  if (operation === undefined) return dynamoDbErrorAnswer({ name: 'UnknownOperationException', message: '' });
  const { identity, credentialsOf, now } = options;
  const verdict = verifySignature(request, {
    service: 'dynamodb',
    region: identity.region,
    credentialsOf,
    skewMinutes: DYNAMODB_SKEW_MINUTES,
    now: now?.() ?? new Date(),
  });
  if (!verdict.isValid) return dynamoDbErrorAnswer(verdict.refusal);
  const body = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength);
  const uses = readUses(operation, body);
  if ('name' in uses) return dynamoDbErrorAnswer(uses);
  const problem = accessProblem(operation, uses, identity) ?? indexProblem(uses, options);
  if (problem !== undefined) return dynamoDbErrorAnswer(problem);
  const refusal = options.checker?.check(operation, body);
  const refused = refusal && (await refusal);
  if (refused !== undefined) return dynamoDbErrorAnswer(refused);
  return passOn(operation, body, uses, options);
}

function readUses(operation: string, body: Buffer): TableUse[] | WireError {
  try {
    return tableUses(operation, body);
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
  { backend, identity, indexChanges, isEmbeddedEngine }: DynamoDbFrontOptions,
): Promise<FrontAnswer> {
  const arns = uses.flatMap(({ table, nameAt }) => (table === identity.tableName ? [] : (nameAt ?? [])));
  const named = withTableName(body, arns, identity.tableName);
  if (operation === 'DescribeTable') {
    return withOwnArn(indexChanges.showIn(await backend.call(operation, named)), identity);
  }
  const answersByTable = operation === 'BatchGetItem' || operation === 'BatchWriteItem';
  if (!answersByTable || arns.length === 0) {
    const response = await backend.send(operation, named);
    return isEmbeddedEngine ? repairedResponse(operation, named, response, backend) : response;
  }
  return byOwnArn(await backend.call(operation, named), identity);
}

/** A batch's answer to a request that named the table by its ARN. */
function byOwnArn(answer: HttpAnswer, identity: TwinIdentity): HttpAnswer {
  const json = Buffer.from(answer.body);
  const names: ByteRange[] = [];
  eachMember(json, ({ name, valueAt }) => {
    if (!['Responses', 'UnprocessedKeys', 'UnprocessedItems'].includes(name)) return;
    eachMemberOf(json, valueAt, (table) => {
      if (table.name === identity.tableName) names.push(table.nameAt);
    });
  });
  return { ...answer, body: withTableName(json, names, tableArn(identity)).toString() };
}

/** A table's description with the ARN that its owner knows: engines make up regions and accounts. */
export function withOwnArn(answer: HttpAnswer, identity: TwinIdentity): HttpAnswer {
  const pattern = /"arn:aws:dynamodb:[^:"]*:[^:"]*:table\/([^"/]+)/g;
  const body = answer.body.replace(pattern, (whole, tableName: string) =>
    tableName === identity.tableName ? `"${tableArn(identity)}` : whole,
  );
  return { ...answer, body };
}
