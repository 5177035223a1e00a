import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { isAutodyneError } from '../../errors/autodyne-error.ts';
import { invalidRequest } from '../../items/expressions/expression-error.ts';
import { checkKeyCondition } from '../../items/expressions/key-condition-rules.ts';
import type { UpdateClauseAction } from '../../items/expressions/parse-update.ts';
import type { ReadExpressions } from '../../items/expressions/read-expressions.ts';
import {
  checkFilterNames,
  checkKeyPaths,
  checkUpdatedKeys,
  pathsIn,
} from '../../items/expressions/schema-rules.ts';
import { type TableSchema, tableSchema } from '../../items/keys/key-schema.ts';
import { keysOf } from '../../items/planner/choose-target.ts';
import type { Item } from '../../items/values/attribute-value.ts';
import { parseJson } from '../../json/parse-json.ts';
import type { WireError } from '../../proxy/error-responses.ts';
import {
  InvalidWireValue,
  NotOfTheProtocol,
  wireItem,
  wireObject,
  wireValue,
} from '../requests/wire-values.ts';
import { isGiven, type RequestKind, type RequestPart, requestExpressions } from './request-expressions.ts';
import {
  checkStartKeyBounds,
  checkStartKeyItem,
  checkStartKeyNames,
  checkStartKeyPart,
  keysOfRead,
  type StartKeyUse,
} from './start-key-rules.ts';

/**
 * Refuses the requests that DynamoDB would refuse and the embedded engine accepts, crashes on, or refuses with another
 * message: those with a mistake in an expression, or with a start key of another read. In doubt a request is passed on.
 */
export class RequestChecker {
  readonly #describe: () => Promise<TableDescription | undefined>;
  #schema: Promise<TableSchema | undefined> | undefined;

  /** @param describe reads the table's description; called once until {@link forgetTable} */
  constructor(describe: () => Promise<TableDescription | undefined>) {
    this.#describe = describe;
  }

  /** To be called when the table's indexes have changed. */
  forgetTable(): void {
    this.#schema = undefined;
  }

  /**
   * The refusal of a request, if there is one. Most requests have no expression, and cost only a search in their bytes.
   */
  check(operation: string, body: Buffer): Promise<WireError | undefined> | undefined {
    if (!Object.hasOwn(CHECKS, operation) || !MARKS.some((mark) => body.includes(mark))) return undefined;
    return this.#check(operation, body);
  }

  async #check(operation: string, body: Buffer): Promise<WireError | undefined> {
    try {
      const request = wireObject(requestIn(body));
      await CHECKS[operation]?.(request, () => this.#tableSchema());
      return undefined;
    } catch (error) {
      if (error instanceof NotOfTheProtocol) return undefined;
      if (!isAutodyneError(error, 'InvalidUsage') && !(error instanceof InvalidWireValue)) throw error;
      return { name: 'ValidationException', message: error.message };
    }
  }

  async #tableSchema(): Promise<TableSchema> {
    this.#schema ??= this.#describe().then((table) => table && tableSchema(table));
    const asked = this.#schema;
    const schema = await asked.catch(() => undefined);
    if (schema !== undefined) return schema;
    if (this.#schema === asked) this.#schema = undefined;
    throw new NotOfTheProtocol();
  }
}

/** Strings in the bytes of every request that may need checking; an escape can hide a member's name. */
const MARKS = ['Expression', 'ExclusiveStartKey', 'AttributeUpdates', 'Parameters', '\\u'].map((text) =>
  Buffer.from(text),
);

function requestIn(body: Buffer): unknown {
  try {
    return parseJson(body.toString('utf8'));
  } catch {
    throw new NotOfTheProtocol();
  }
}

type Check = (request: RequestPart, schema: () => Promise<TableSchema>) => Promise<void> | void;

const CHECKS: Readonly<Record<string, Check>> = {
  GetItem: checkProjection,
  BatchGetItem: async ({ RequestItems }, schema) => {
    for (const table of Object.values(wireObject(RequestItems))) {
      await checkProjection(wireObject(table), schema);
    }
  },
  Query: (request, schema) => checkRead(request, 'query', schema),
  Scan: (request, schema) => checkRead(request, 'scan', schema),
  PutItem: (request) => void requestExpressions(request, 'write'),
  DeleteItem: (request) => void requestExpressions(request, 'write'),
  UpdateItem: async (request, schema) => {
    checkAttributeUpdates(request);
    const { update } = requestExpressions(request, 'update');
    if (update === undefined) return;
    checkUpdatedKeys(update, await schema());
    checkPositions(update);
  },
  TransactGetItems: checkTransaction,
  TransactWriteItems: checkTransaction,
  ExecuteStatement: checkParameters,
  BatchExecuteStatement: ({ Statements }) => eachObject(Statements, checkParameters),
  ExecuteTransaction: ({ TransactStatements }) => eachObject(TransactStatements, checkParameters),
};

/**
 * The parts of a transaction; problems of keys in them become the reason for its cancellation, and are not reported
 * here.
 */
const TRANSACTION_PARTS: Readonly<Record<string, RequestKind>> = {
  Get: 'get',
  Put: 'write',
  Update: 'update',
  Delete: 'write',
  ConditionCheck: 'write',
};

function checkTransaction({ TransactItems }: RequestPart): void {
  eachObject(TransactItems, (item) => {
    for (const [action, kind] of Object.entries(TRANSACTION_PARTS)) {
      if (!isGiven(item, action)) continue;
      const { update } = requestExpressions(wireObject(item[action]), kind);
      if (update !== undefined) checkPositions(update);
    }
  });
}

async function checkProjection(request: RequestPart, schema: () => Promise<TableSchema>): Promise<void> {
  const { projection } = requestExpressions(request, 'get');
  if (projection?.some((path) => path.length > 1)) checkKeyPaths(projection, await schema());
}

async function checkRead(
  request: RequestPart,
  kind: 'query' | 'scan',
  tableSchemaOf: () => Promise<TableSchema>,
): Promise<void> {
  const startKey = startKeyIn(request);
  const read = requestExpressions(request, kind);
  if (startKey === undefined && Object.values(read).every((expression) => expression === undefined)) return;
  const schema = await tableSchemaOf();
  const { IndexName } = request;
  const index = schema.indexes.find(({ name }) => name === IndexName);
  // The server itself refuses an index that does not exist.
  if (isGiven(request, 'IndexName') && index === undefined) return;
  const use = startKey && { startKey, schema, index };
  if (kind === 'query') checkQueryKeys(read, use, { schema, index });
  else if (use !== undefined) checkScanStart(use);
  checkKeyPaths(read.projection ?? [], schema);
  if (read.filter === undefined) return;
  if (kind === 'query') checkFilterNames(read.filter, keysOfRead({ schema, index }));
  checkKeyPaths(pathsIn(read.filter), schema);
}

function startKeyIn(request: RequestPart): Item | undefined {
  if (!isGiven(request, 'ExclusiveStartKey')) return undefined;
  try {
    return wireItem(request['ExclusiveStartKey']);
  } catch (error) {
    // DynamoDB's messages name the expression for some problems, and for others not.
    const isSaidAlone = /duplicates|number set|numeric value|significant digits|number with magnitude/;
    if (!(error instanceof InvalidWireValue) || isSaidAlone.test(error.message)) throw error;
    throw new InvalidWireValue(`The provided starting key is invalid: ${error.message}`);
  }
}

function checkQueryKeys(
  { keyCondition }: ReadExpressions,
  use: StartKeyUse | undefined,
  { schema, index }: Omit<StartKeyUse, 'startKey'>,
): void {
  if (keyCondition === undefined) return;
  if (use !== undefined) checkStartKeyNames(use, 'query');
  const conditions = checkKeyCondition(keyCondition, keysOf(schema, index), (key) => {
    if (use !== undefined) checkStartKeyPart(use, key);
  });
  if (use === undefined) return;
  checkStartKeyItem(use);
  checkStartKeyBounds(use, conditions);
}

function checkScanStart(use: StartKeyUse): void {
  checkStartKeyNames(use, 'scan');
  if (use.index !== undefined) for (const key of keysOfRead(use)) checkStartKeyPart(use, key);
  checkStartKeyItem(use);
}

/**
 * The engine fills a list up to the position that is set, where DynamoDB appends. It would fill up to a position beyond
 * any item's size for minutes, with all the memory there is; the request is refused with the message that the engine
 * has at the end.
 */
const MAX_FILLED_POSITION = 400_000;

function checkPositions(update: readonly UpdateClauseAction[]): void {
  const isBeyond = update.some(({ section, path }) => {
    const last = path.at(-1);
    const fills = section === 'SET' || section === 'ADD';
    return fills && typeof last === 'number' && last > MAX_FILLED_POSITION;
  });
  if (isBeyond) throw invalidRequest('Item size to update has exceeded the maximum allowed size');
}

/** The engine never finishes adding a number with an exponent out of range. */
function checkAttributeUpdates({ AttributeUpdates }: RequestPart): void {
  if (AttributeUpdates === undefined || AttributeUpdates === null) return;
  for (const update of Object.values(wireObject(AttributeUpdates))) {
    const { Value } = wireObject(update);
    if (Value !== undefined && Value !== null) wireValue(Value);
  }
}

/** The same for the parameters of a PartiQL statement. */
function checkParameters({ Parameters }: RequestPart): void {
  if (Array.isArray(Parameters)) for (const parameter of Parameters as unknown[]) wireValue(parameter);
}

function eachObject(list: unknown, check: (part: RequestPart) => void): void {
  if (!Array.isArray(list)) throw new NotOfTheProtocol();
  for (const element of list as unknown[]) check(wireObject(element));
}
