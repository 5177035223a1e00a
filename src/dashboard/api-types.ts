/**
 * The shapes of `/api/*`, which the server (`src/dashboard`) and the page (`src/web`) share. Types only: the page imports no
 * value from here. Items, keys and values are typed JSON as DynamoDB sent it, so that numbers are strings.
 *
 * Every request but `POST /api/session` has `Authorization: Bearer TOKEN`; every body is `application/json`. Each
 * response under `/api/` has the header `autodyne-used`: {@link UsedUnits} as JSON, of this process since it started.
 */
import type { UsageResult } from '../lib/usage/usage-summary.ts';

/** `{"S": "…"}` and so on. */
export type TypedValue = Record<string, unknown>;
export type TypedItem = Record<string, TypedValue>;

/** `{"error": {…}}` of every refusal, as commands print it under `--json`. */
export interface ErrorBody {
  error: { code: string; message: string; suggestions: readonly string[]; details?: Record<string, unknown> };
}

/**
 * The status of a refusal. 400 what was asked cannot be, 401 no session, 403 not allowed (read-only, locked, foreign
 * origin, AWS's own refusal), 404 no such route, item, table or index, 409 {@link ConflictBody}, 413, 415, 421 another host;
 * 429 throttled, 502 DynamoDB or the network failed, 500 a bug.
 */
export type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 421 | 429 | 500 | 502;

/** `POST /api/session`: the code of the opened address (`http://127.0.0.1:PORT/#code=CODE`), used up at once. */
export interface SessionRequest {
  code: string;
}
export interface SessionResponse {
  token: string;
  /** As it was described last: the page is drawn with it, while it asks for how it is now. */
  table: TableFacts;
}

export interface KeyFact {
  name: string;
  type: 'S' | 'N' | 'B';
}
export interface IndexFact {
  name: string;
  kind: 'global' | 'local';
  /** Up to four of each kind; of a sort key none is possible. */
  partitionKeys: readonly KeyFact[];
  sortKeys: readonly KeyFact[];
  projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** Attributes that are projected beside the keys; of `INCLUDE` only. */
  projectedAttributes: readonly string[];
  /** As DescribeTable says: ACTIVE, CREATING, … ; ACTIVE for a local index. */
  status: string;
  backfilling: boolean;
  itemCount: number;
  sizeBytes: number;
}
/** `GET /api/table` */
export interface TableFacts {
  tableName: string;
  status: string;
  partitionKey: KeyFact;
  sortKey: KeyFact | null;
  /** Updated by DynamoDB about every six hours: `countedAt` is not known, so the page says that it is old. */
  itemCount: number;
  sizeBytes: number;
  createdAt: string | null;
  indexes: readonly IndexFact[];
  /** The twin counts items as they are; AWS only every six hours. */
  isCountCurrent: boolean;
  isTwin: boolean;
  isReadOnly: boolean;
  /** Writing is refused until the table's name was typed. */
  isLocked: boolean;
  region: string;
  endpoint: string | null;
  /** Commands for this table, to copy: they can be typed as they stand. */
  commands: { dashboard: string; dumpCsv: string; put: string; createIndex: string };
  /** Used by this dashboard's process since it started. */
  used: UsedUnits;
}
export interface UsedUnits {
  read: number;
  write: number;
  /** Reads + 5 x writes: the plan's measure. */
  request: number;
}

/**
 * `GET /api/usage?since=24h|7d|30d|month&period=60|300|3600|86400`: the document that `autodyne usage --json` prints. `since` is
 * what `usage --since` takes (the month unless given); `period` how many seconds a point stands for, at least: hours for two
 * days or less, else days, unless given. What CloudWatch said is told again for a minute.
 */
export type UsageResponse = UsageResult;

/**
 * What is asked by `POST /api/plan` and `POST /api/items`: the conditions of the command line, in one string, split as a
 * shell would.
 */
export interface ItemsRequest {
  where: string;
  index?: string | undefined;
  reverse?: boolean | undefined;
  /** Typed JSON of the last page's LastEvaluatedKey. */
  startKey?: TypedItem | undefined;
  /** Items to return at most in this call, 1 to 1000: 50 where it is absent. */
  limit?: number | undefined;
  /**
   * Request units after which this call asks for no further page: 100 where it is absent, so about a megabyte. So a
   * filter that finds little ends early, with a LastEvaluatedKey to read on from.
   */
  maxUnits?: number | undefined;
}
/** `POST /api/plan`: nothing is sent. */
export interface PlanResponse {
  operation: 'Query' | 'Scan' | 'BatchGetItem';
  index: string | null;
  /** The first request. */
  request: Record<string, unknown>;
  /** Those after it: a Query for each further value of a key. */
  others?: readonly Record<string, unknown>[];
  /** Why this table or index was chosen, as `query --explain` says. */
  why: readonly string[];
  /** What a person should know without asking: items that this way does not find, text that may be meant as a number. */
  notes: readonly string[];
  estimate: PlanEstimate;
  /** To copy; it can be typed as it stands. */
  commandLine: string;
}
export interface PlanEstimate {
  /**
   * Read units of one call and of all, where they are known before; of a Query one call's at most, by the average size of
   * the items.
   */
  page: number | null;
  all: number | null;
  /** The same in words. */
  text: string;
}
/** The lines of `POST /api/items`: items, then one end or one error. */
export type ItemsLine = { Item: TypedItem } | { end: ItemsEnd } | ErrorBody;
export interface ItemsEnd {
  /** `null`: there is nothing more. */
  LastEvaluatedKey: TypedItem | null;
  Count: number;
  ScannedCount: number;
  /** Why this call ended before the last item. */
  stoppedBy: 'limit' | 'max-units' | null;
  units: UsedUnits;
  /** Of this process since it started. */
  used: UsedUnits;
}

/** `POST /api/csv`: items that the page holds; it costs nothing. */
export interface CsvRequest {
  items: readonly TypedItem[];
}
export interface CsvResponse {
  /** As `--format csv` writes them. */
  text: string;
  /** What the command line says about it: rows, columns, the flags that read it again. */
  notes: readonly string[];
}

/** `POST /api/item` */
export interface ItemRequest {
  key: TypedItem;
}
/** An item that is not there is no error: `null`. */
export interface ItemResponse {
  Item: TypedItem | null;
  /** Plain JSON over several lines, the key first, as `autodyne get` prints it. */
  plain: string | null;
  units: UsedUnits;
}

/**
 * `PUT /api/item`: `before` is the item as it was read (`null` for a new one), `after` as it is to be: typed JSON, or plain or
 * typed JSON as a string (`afterPlain`, `afterTyped`), which the server's codec reads: its errors have `details` with `line` and `column`.
 *
 * Some browsers misread a member's name that is written with an escape sequence (`lib/json/parse-json` says which), so `before`
 * is best sent back as the very text that came, not parsed and written anew. Where it is not, nothing wrong is saved:
 * the condition does not hold then.
 */
export interface SaveRequest {
  before: TypedItem | null;
  after?: TypedItem;
  afterPlain?: string;
  afterTyped?: string;
  /**
   * `theirs` of a 409: the attributes in which `before` and `after` differ are written on the condition that they are
   * as they are here. All others stay as they are in the table.
   */
  over?: TypedItem;
}
export interface SaveResponse {
  /** As it is now. */
  Item: TypedItem;
  plain: string;
  /** Names of the attributes that were written (all of a new item) and taken out; nothing was sent where both are empty. */
  changed: { set: readonly string[]; removed: readonly string[] };
  units: UsedUnits;
}
/** 409: someone else changed, deleted or made the item in the meantime; nothing was written. */
export interface ConflictBody extends ErrorBody {
  /** As it is now; `null` when it is gone. */
  theirs: TypedItem | null;
  theirsPlain: string | null;
  /** Names of the attributes in which `theirs` differs from `before`; of all where one of them is not there. */
  changed: readonly string[];
}
/** `DELETE /api/item`: conditional on the item being as it was read. Undo is a PUT of `Item` with `before: null`. */
export interface DeleteRequest {
  before: TypedItem;
}
export interface DeleteResponse {
  /** The deleted item, for the undo. */
  Item: TypedItem;
  units: UsedUnits;
}

/** `POST /api/unlock`: the table's name. */
export interface UnlockRequest {
  tableName: string;
}
export interface UnlockResponse {
  isLocked: false;
}
