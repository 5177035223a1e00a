/**
 * The shapes of `/api/*`, which the server (`src/dashboard`) and the page (`src/web`) share. Types only: the page imports no
 * value from here. Items, keys and values are typed JSON as DynamoDB sent it, so that numbers are strings.
 */
import type { UsageReport } from '../lib/usage/usage-report.ts';

/** `{"S": "…"}` and so on. */
export type TypedValue = Record<string, unknown>;
export type TypedItem = Record<string, TypedValue>;

/** `{"error": {…}}` of every refusal, as commands print it under `--json`. */
export interface ErrorBody {
  error: { code: string; message: string; suggestions: readonly string[]; details?: Record<string, unknown> };
}

/** `POST /api/session`: the code of the opened address, used up at once. */
export interface SessionRequest {
  code: string;
}
export interface SessionResponse {
  token: string;
}

export interface KeyFact {
  name: string;
  type: 'S' | 'N' | 'B';
}
export interface IndexFact {
  name: string;
  kind: 'global' | 'local';
  partitionKey: KeyFact;
  sortKey: KeyFact | null;
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
  planUnits: number;
  /** What this dashboard's process used since it started. */
  used: UnitSums;
}
export interface UnitSums {
  read: number;
  write: number;
  request: number;
}

/** `GET /api/usage?since=&period=`: epoch seconds, seconds. What `autodyne usage --json` prints, and the points of the report. */
export interface UsageResponse {
  report: UsageReport;
  plan: { units: number; used: number; left: number; share: number; isAtLeast: boolean };
  forecast: readonly {
    basis: '24h' | '7d';
    requestUnitsPerDay: number;
    monthUnits: number;
    goneAt: string | null;
  }[];
  cannotSee: readonly string[];
  passedOver: readonly { source: string; why: string }[];
}

/** What is asked by `POST /api/plan` and `POST /api/items`: WHERE args of the command line, in one string, split as a shell would. */
export interface ReadRequest {
  where: string;
  index?: string;
  reverse?: boolean;
  /** Typed JSON of the last page's LastEvaluatedKey. */
  startKey?: TypedItem;
  /** Items to return at most in this call: 50 where it is absent. */
  limit?: number;
}
/** `POST /api/plan`: nothing is sent. */
export interface PlanResponse {
  operation: 'Query' | 'Scan' | 'GetItem';
  index: string | null;
  request: Record<string, unknown>;
  /** Why this table or index was chosen, as `query --explain` says. */
  why: readonly string[];
  /** Read units of one page and of all, where they are known before. */
  estimate: { page: number | null; all: number | null };
  commandLine: string;
}
/** The lines of `POST /api/items`: items, then one end or one error. */
export type ItemsLine = { Item: TypedItem } | { end: ItemsEnd } | ErrorBody;
export interface ItemsEnd {
  LastEvaluatedKey: TypedItem | null;
  Count: number;
  ScannedCount: number;
  units: UnitSums;
}

/** `POST /api/item` */
export interface ItemRequest {
  key: TypedItem;
}
export interface ItemResponse {
  Item: TypedItem | null;
  plain: string | null;
  units: UnitSums;
}

/**
 * `PUT /api/item`: `before` is the item as it was read (`null` for a new one), `after` as it is to be: typed JSON, or plain JSON as a
 * string (`afterPlain`), which the server's codec reads.
 */
export interface SaveRequest {
  before: TypedItem | null;
  after?: TypedItem;
  afterPlain?: string;
}
export interface SaveResponse {
  Item: TypedItem;
  changed: { set: readonly string[]; removed: readonly string[] };
  units: UnitSums;
}
/** 409: the item is no more as it was read. `theirs` is `null` when it is gone. */
export interface ConflictBody extends ErrorBody {
  theirs: TypedItem | null;
}
/** `DELETE /api/item`: conditional on the item being as it was read. Undo is a PUT with `before: null`. */
export interface DeleteRequest {
  before: TypedItem;
}
export interface DeleteResponse {
  deleted: true;
  units: UnitSums;
}

/** `POST /api/unlock`: the table's name. */
export interface UnlockRequest {
  tableName: string;
}
export interface UnlockResponse {
  isLocked: false;
}
