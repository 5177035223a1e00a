import type { IncomingMessage } from 'node:http';
import { parseJson } from '../../json/parse-json.ts';
import { type Charge, chargesIn, estimatedCharges, kindOfRequest } from '../meter/charges.ts';
import {
  type CapacityDemand,
  capacityAtEnd,
  type FoundMember,
  memberWithin,
  sumsOnly,
} from '../meter/consumed-capacity.ts';
import type { UsageMeter } from '../meter/usage-meter.ts';
import { type ByteEdit, editedPieces } from '../requests/byte-edits.ts';
import { type ByteRange, eachMember, eachMemberOf } from '../requests/request-members.ts';
import { type TableUse, tableNameEdits } from '../requests/table-uses.ts';
import { type TwinIdentity, tableArn } from './access-policy.ts';
import type { Backend } from './backend.ts';
import { type HeldResponse, holdResponse, lastBytes, withLastBytes } from './held-response.ts';
import { PAGE_TAIL_BYTES, scannedCountEdit } from './scanned-count.ts';

/** A request as it was sent to the backend. */
export interface SentRequest {
  operation: string;
  body: readonly Buffer[];
  uses: readonly TableUse[];
  /** It named the table by its ARN. */
  isByArn: boolean;
  /** The additions to the client's request; nothing is counted when not given. */
  demand: CapacityDemand | undefined;
}

export interface RepairOptions {
  identity: TwinIdentity;
  backend: Backend;
  /** The backend is the embedded engine, whose known faults are repaired. */
  isEmbeddedEngine?: boolean | undefined;
  meter?: UsageMeter | undefined;
  onCharges?: ((charges: readonly Charge[]) => void) | undefined;
}

/**
 * The backend's response with everything that must be changed before this client may take it for DynamoDB's, in one
 * pass: consumed capacity is counted and removed, `ScannedCount` corrected, the table named as the request named it.
 * The one place for all that looks into responses. Where nothing is to be done, it stays a stream.
 * @throws the connection's error
 */
export async function repairedResponse(
  request: SentRequest,
  message: IncomingMessage,
  options: RepairOptions,
): Promise<IncomingMessage | HeldResponse> {
  const isDone = message.statusCode === 200;
  const isPage = isDone && options.isEmbeddedEngine === true && PAGES.has(request.operation);
  const isNamed = isDone && request.isByArn && BATCHES.has(request.operation);
  if (!isPage && !isNamed && request.demand === undefined) return message;
  const response = await holdResponse(message);
  const look = new Look(response, isNamed || !isDone);
  const capacity = isDone && request.demand !== undefined ? look.forCapacity() : undefined;
  if (isNamed) look.edits.push(...ownArnEdits(look.last, options.identity));
  if (isPage) {
    const edit = await scannedCountEdit(Buffer.concat(request.body), look.last, {
      engineVersion: String(response.headers['x-dynoxide-version']),
      send: async (wider) => holdResponse(await options.backend.send(request.operation, [wider])),
    });
    if (edit !== undefined) look.edits.push(edit);
  }
  // At the end, and once: a request that fails before is not counted.
  if (isDone) takeCapacity(request, look, capacity, options);
  else takeEstimate(response.statusCode, request, look, options);
  return look.edits.length === 0
    ? response
    : withLastBytes(response, look.last, editedPieces(look.last, look.edits));
}

const PAGES: ReadonlySet<string> = new Set(['Query', 'Scan']);
/** In their responses the table's name is the name of a member. */
const BATCHES: ReadonlySet<string> = new Set(['BatchGetItem', 'BatchWriteItem']);

/** A response's last bytes, or all of it, and the edits to be made to them. */
class Look {
  readonly #response: HeldResponse;
  readonly edits: ByteEdit[] = [];
  last: Buffer;

  constructor(response: HeldResponse, isWhole: boolean) {
    this.#response = response;
    this.last = lastBytes(response, isWhole ? Number.POSITIVE_INFINITY : PAGE_TAIL_BYTES);
  }

  /**
   * ConsumedCapacity, anywhere in the bytes. To be called before there are edits, whose offsets are in the same bytes.
   */
  forCapacity(): FoundMember | undefined {
    const atEnd = capacityAtEnd(this.last);
    if (atEnd !== undefined) return atEnd;
    this.last = lastBytes(this.#response, Number.POSITIVE_INFINITY);
    return memberWithin(this.last, 'ConsumedCapacity');
  }
}

function takeCapacity(
  { operation, uses, demand }: SentRequest,
  look: Look,
  member: FoundMember | undefined,
  { meter, onCharges }: RepairOptions,
): void {
  if (demand === undefined) return;
  const kind = kindOfRequest(operation, uses);
  const charges =
    member && chargesIn(look.last.toString('utf8', member.valueAt.start, member.valueAt.end), kind);
  if (charges === undefined) meter?.countUnreported(operation);
  else {
    meter?.count(operation, charges);
    onCharges?.(charges);
  }
  if (member === undefined) return;
  if (demand.shown === 'none') look.edits.push(member.removal);
  else if (demand.shown === 'sums' && charges !== undefined) look.edits.push(...sumsOnly(look.last, member));
}

/** No server reports what a refused request consumed, and some of them are not free. */
function takeEstimate(
  status: number,
  { operation, uses, demand }: SentRequest,
  look: Look,
  { meter, onCharges }: RepairOptions,
): void {
  if (demand === undefined) return;
  if (status >= 500) {
    // It may have been carried out.
    meter?.countUnreported(operation);
    return;
  }
  const item = memberWithin(look.last, 'Item');
  const request = { kind: kindOfRequest(operation, uses), itemCount: uses.length };
  const charges = estimatedCharges(errorName(look.last), request, item && parsedValue(look.last, item));
  if (charges.length > 0) meter?.count(operation, charges, { isEstimated: true });
  onCharges?.(charges);
  if (item !== undefined && demand.hidesOldItem) look.edits.push(item.removal);
}

/** `ConditionalCheckFailedException`, say, of `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`. */
function errorName(json: Buffer): string {
  const type = memberWithin(json, '__type');
  const text = type && parsedValue(json, type);
  return typeof text === 'string' ? text.replace(/^.*#/, '') : '';
}

function parsedValue(json: Buffer, { valueAt }: FoundMember): unknown {
  try {
    return parseJson(json.toString('utf8', valueAt.start, valueAt.end));
  } catch {
    return undefined;
  }
}

/** The edits that give a batch's response the table's name as the request had it. */
function ownArnEdits(json: Buffer, identity: TwinIdentity): ByteEdit[] {
  const names: ByteRange[] = [];
  eachMember(json, ({ name, valueAt }) => {
    if (!['Responses', 'UnprocessedKeys', 'UnprocessedItems'].includes(name)) return;
    eachMemberOf(json, valueAt, (table) => {
      if (table.name === identity.tableName) names.push(table.nameAt);
    });
  });
  return tableNameEdits(names, tableArn(identity));
}
