import type { QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { Condition } from '../conditions/condition.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { IndexSchema, KeyAttribute } from '../keys/key-schema.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';

/** Expressions in DynamoDB's own language, with the placeholders that they use. */
export interface OwnExpressions {
  keyCondition?: string | undefined;
  filter?: string | undefined;
  names?: Readonly<Record<string, string>> | undefined;
  values?: Readonly<Record<string, AttributeValue>> | undefined;
}

export interface ReadRequest {
  /** All of them must hold. */
  conditions: readonly Condition[];
  /** Read this index; otherwise the planner chooses. */
  indexName?: string | undefined;
  /** Attributes to get; everything unless given. */
  attributes?: readonly AttributePath[] | undefined;
  isConsistent?: boolean | undefined;
  /** From the highest sort key down. */
  isReverse?: boolean | undefined;
  /** Count the items instead of getting them. */
  isCount?: boolean | undefined;
  own?: OwnExpressions | undefined;
  /**
   * Of an app, which knows its items: attributes that all those have which may be meant. Then no index is chosen unasked
   * that may leave one of them out, and where only a global index could serve a consistent read, the table is scanned.
   */
  everyItemHas?: ReadonlySet<string> | undefined;
  /** Read from a dump, without DynamoDB. Only explanations differ. */
  isOffline?: boolean | undefined;
  exclusiveStartKey?: Item | undefined;
}

interface PlanBase {
  index: IndexSchema | undefined;
  /** Conditions that {@link ReadPages} must still evaluate, see `divideConditions`. */
  local: readonly Condition[];
  /** Items that were read may be left out of the result, so that pages have fewer items than were read. */
  isFiltered: boolean;
  /** Attributes got for autodyne's own use: taken out of the items before anyone sees them. */
  hiddenAttributes: readonly string[];
  /** Paths to show, where more of an attribute had to be read than was asked for; else `undefined`. */
  shown: readonly AttributePath[] | undefined;
  /** The attributes of a key to start from: the table's key, and the index's if there is one. */
  startKeyAttributes: readonly KeyAttribute[];
  /** Why it is read in this way, a line each. */
  why: readonly string[];
  /** Those reasons that a person must see without asking: items that are not found in this way. */
  notes: readonly string[];
}

/** Keys of a table to get, each an item or none. */
export interface KeysInput {
  TableName: string;
  /** At least two, no two the same; the key's attributes in order. */
  Keys: readonly Item[];
  ConsistentRead?: true;
}

/** Requests to send, page after page, and why it is those. */
export type PagedPlan =
  | (PlanBase & {
      operation: 'Query';
      input: QueryCommandInput;
      /** After the first: a Query for each further value of an `in`, in the order of the results. */
      others: readonly QueryCommandInput[];
    })
  | (PlanBase & { operation: 'Scan'; input: ScanCommandInput });

/** Whole keys of the table are given, so that their items are got, and nothing beside them is read. */
export type KeysPlan = PlanBase & {
  operation: 'BatchGetItem';
  input: KeysInput;
  /** With those that autodyne needs; all unless given. */
  attributes: readonly AttributePath[] | undefined;
  isReverse: boolean;
  /** True for an item that meets the conditions that are left: BatchGetItem has no filter. */
  isFound(item: Item): boolean;
};

export type ReadPlan = PagedPlan | KeysPlan;
