import type { ErrorCode } from './autodyne-error.ts';
import type { ThrottlingReason } from './throttling.ts';
import type { CancellationReason } from './transaction.ts';

interface ServiceDetails {
  /** As AWS names it, such as `GetItem`. */
  operation?: string;
  /** The error as AWS names it, such as `ValidationException`. */
  awsError?: string;
  requestId?: string;
  httpStatus?: number;
  /** Of a response that is not what it should be: the member that is wrong. */
  member?: string;
  /** Of the index proxy, where the request went there. */
  proxyUrl?: string;
  /** The HTTP proxy of the machine, where the request failed there. */
  httpProxy?: string;
  throttlingReasons?: readonly ThrottlingReason[];
  /** The index that is not there, or cannot be read yet. */
  index?: string;
  /** Of a transaction that may have been done: the token that makes it one when it is sent again. */
  token?: string;
  /** Of a canceled transaction. */
  reasons?: readonly CancellationReason[];
}

/** The location of the problem in a file or an argument. */
interface LocationDetails {
  /** A path, or a name such as `stdin`. */
  file?: string;
  /** Counted from 1. */
  line?: number;
  /** Counted from 1, in characters; of CSV, a column's name. */
  column?: number | string;
  /** For a person, such as `item 3 of songs.json`. */
  location?: string;
  /** Of CSV: the item's number, counted from 1, and its key. */
  row?: number;
  key?: string;
  /** The key that an item was to have instead. */
  newKey?: string;
  /** The file's format where it is not JSON, such as `gzip`. */
  format?: string;
  /** More than this is not read of a small file. */
  maxBytes?: number;
  /** Names of the tables whose items are in a file. */
  tables?: readonly string[];
  /** Paths of attributes. */
  attributes?: readonly string[];
}

interface SystemDetails {
  path?: string;
  /** The system's code, such as `ENOSPC`; of a port, `code`. */
  reason?: string;
  port?: number;
  code?: string | undefined;
}

/** Another process that holds the lock. */
interface OwnerDetails {
  pid?: number;
  host?: string;
}

/** Counts of work on many items that ended early. */
interface WorkDetails {
  read?: number;
  written?: number;
  skipped?: number;
  rejected?: number;
  refused?: number;
  /** Sent, and not known to be written. */
  unprocessed?: number;
  itemCount?: number;
  consumedReadUnits?: number;
  consumedWriteUnits?: number;
  /** Of the dump. */
  folder?: string;
  /** By DescribeTable, and by a Scan that counts. */
  describedItemCount?: number;
  countedItemCount?: number;
  /** A data file that has changed since it was checked. */
  changedFile?: string;
  rejectsPath?: string | null;
  repeatedKeys?: number | undefined;
  /** Request units that it may use (`--max-units`), and those that it would have needed. */
  maxUnits?: number;
  needed?: number;
  /** Names of indexes that are still to be created. */
  indexesLeft?: readonly string[];
  /** Instead, when the table could not be described after the failure: each of them may exist, or not. */
  indexesUnchecked?: readonly string[];
}

interface SettingsDetails {
  app?: string;
  variable?: string;
  missing?: readonly string[];
}

interface ConditionDetails {
  /** Names of the attributes that another writer changed meanwhile. */
  changed?: readonly string[];
  /** Of the item that is there, in plain JSON. */
  key?: string;
}

/** A value of a response that could not be read as asked. */
interface ResponseDetails {
  /** Its path in the item, as conditions have it. */
  attribute?: string;
  /** Of the item in the response: `Item`, `Items[3]`. */
  location?: string;
}

/** Why a read cannot be planned as it was asked for. */
interface PlanDetails {
  why?: readonly string[];
}

/** The model, field and record that an error is about. */
interface ModelDetails {
  model?: string;
  field?: string;
  /** Of the record, as plain JSON. */
  recordKey?: string;
}

type InputDetails = LocationDetails & SystemDetails & WorkDetails & OwnerDetails;

/** Facts for scripts, by the error's code; a member is there where it is known. */
interface DetailsByCode extends Record<ErrorCode, object> {
  Unexpected: ServiceDetails & WorkDetails;
  RefusedByService: ServiceDetails & WorkDetails;
  InvalidUsage: InputDetails & PlanDetails;
  InvalidSettings: SettingsDetails & SystemDetails & LocationDetails;
  InvalidInput: InputDetails;
  TypeWouldChange: LocationDetails;
  Incomplete: WorkDetails & SystemDetails & ServiceDetails;
  ItemNotFound: ServiceDetails;
  TableNotFound: ServiceDetails & WorkDetails;
  IndexNotFound: ServiceDetails & PlanDetails & ModelDetails;
  ConditionFailed: ServiceDetails & ConditionDetails & WorkDetails;
  AlreadyExists: ServiceDetails & ConditionDetails & OwnerDetails & SystemDetails & WorkDetails;
  CredentialsRefused: ServiceDetails & WorkDetails;
  AccessDenied: ServiceDetails & WorkDetails;
  ProxyRefused: ServiceDetails;
  ReadOnly: object;
  Throttled: ServiceDetails & WorkDetails;
  Unreachable: ServiceDetails & WorkDetails;
  CheckFailed: LocationDetails & WorkDetails;
  Interrupted: WorkDetails;
  InvalidModel: ModelDetails;
  UnsupportedKeyType: ModelDetails;
  InvalidIndex: ModelDetails;
  InvalidQuery: ModelDetails & PlanDetails;
  InvalidValue: ModelDetails;
  PrecisionError: ModelDetails & ResponseDetails;
  UnknownAttribute: ModelDetails;
  MissingPartitionKey: ModelDetails;
  MissingSortKey: ModelDetails;
  MissingIndex: ModelDetails;
  ScanProhibited: ModelDetails & PlanDetails;
  RecordNotFound: ModelDetails & ServiceDetails;
  SubclassNotFound: ModelDetails;
  DocumentNotValid: ModelDetails & WorkDetails;
  RecordNotUnique: ModelDetails & ServiceDetails & WorkDetails;
  StaleObject: ModelDetails & ServiceDetails;
  RecordNotSaved: ModelDetails & ServiceDetails;
  RecordNotDestroyed: ModelDetails & ServiceDetails;
}

/** Of an error whose code is not known, any of them. */
type AnyDetails = ServiceDetails &
  LocationDetails &
  SystemDetails &
  OwnerDetails &
  WorkDetails &
  SettingsDetails &
  ConditionDetails &
  PlanDetails &
  ResponseDetails &
  ModelDetails;

/** JSON values only, never a secret. */
export type ErrorDetails<C extends ErrorCode = ErrorCode> = Readonly<
  ErrorCode extends C ? AnyDetails : DetailsByCode[C]
>;
