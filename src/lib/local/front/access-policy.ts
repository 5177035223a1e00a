import type { WireError } from '../../proxy/error-responses.ts';
import type { TableUse } from '../requests/table-uses.ts';

/** The one table of the twin, and the user who may work on it, in IAM's terms. */
export interface TwinIdentity {
  region: string;
  accountId: string;
  tableName: string;
}

/** The operations that the restricted user may call on their own table. */
const ALLOWED_OPERATIONS: ReadonlySet<string> = new Set([
  'BatchExecuteStatement',
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'DescribeTable',
  'ExecuteStatement',
  'ExecuteTransaction',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]);

/** The other operations of DynamoDB, which are refused for lack of permission and not as unknown. */
const REFUSED_OPERATIONS: ReadonlySet<string> = new Set([
  'CreateBackup',
  'CreateGlobalTable',
  'CreateTable',
  'DeleteBackup',
  'DeleteResourcePolicy',
  'DeleteTable',
  'DescribeBackup',
  'DescribeContinuousBackups',
  'DescribeContributorInsights',
  'DescribeEndpoints',
  'DescribeExport',
  'DescribeGlobalTable',
  'DescribeGlobalTableSettings',
  'DescribeImport',
  'DescribeKinesisStreamingDestination',
  'DescribeLimits',
  'DescribeTableReplicaAutoScaling',
  'DescribeTimeToLive',
  'DisableKinesisStreamingDestination',
  'EnableKinesisStreamingDestination',
  'ExportTableToPointInTime',
  'GetResourcePolicy',
  'ImportTable',
  'ListBackups',
  'ListContributorInsights',
  'ListExports',
  'ListGlobalTables',
  'ListImports',
  'ListTables',
  'ListTagsOfResource',
  'PutResourcePolicy',
  'RestoreTableFromBackup',
  'RestoreTableToPointInTime',
  'TagResource',
  'UntagResource',
  'UpdateContinuousBackups',
  'UpdateContributorInsights',
  'UpdateGlobalTable',
  'UpdateGlobalTableSettings',
  'UpdateKinesisStreamingDestination',
  'UpdateTable',
  'UpdateTableReplicaAutoScaling',
  'UpdateTimeToLive',
]);

/** The ARN of a table in the twin's account and region. */
export function tableArn(identity: TwinIdentity, tableName = identity.tableName): string {
  return `arn:aws:dynamodb:${identity.region}:${identity.accountId}:table/${tableName}`;
}

/**
 * The operation that `x-amz-target` names; `undefined` when DynamoDB has none such.
 * @example `DynamoDB_20120810.GetItem` gives `GetItem`
 */
export function operationOf(target: string | undefined): string | undefined {
  const [api, operation = '', ...more] = (target ?? '').split('.');
  const isKnown = ALLOWED_OPERATIONS.has(operation) || REFUSED_OPERATIONS.has(operation);
  return api === 'DynamoDB_20120810' && more.length === 0 && isKnown ? operation : undefined;
}

/**
 * The reason why an operation is refused to the restricted user: not theirs, or on another table; `undefined` when it
 * is allowed.
 */
export function accessProblem(
  operation: string,
  uses: readonly TableUse[],
  identity: TwinIdentity,
): WireError | undefined {
  if (!ALLOWED_OPERATIONS.has(operation)) {
    return accessDenied(operation, resourceArn(uses[0]?.table ?? '*', identity), identity);
  }
  const strange = uses.find((use) => !isOwn(use.table, identity));
  if (strange === undefined) return undefined;
  const { action, table, indexName } = strange;
  if (table === undefined) {
    return { name: 'ValidationException', message: "Statement wasn't well formed, can't be processed" };
  }
  const index = indexName === undefined ? '' : `/index/${indexName}`;
  return accessDenied(action, `${resourceArn(table, identity)}${index}`, identity);
}

function isOwn(table: string | undefined, identity: TwinIdentity): boolean {
  return table === identity.tableName || table === tableArn(identity);
}

function resourceArn(table: string, identity: TwinIdentity): string {
  return table.startsWith('arn:') ? table : tableArn(identity, table);
}

/** IAM's message for a user whom no policy allows it. */
function accessDenied(action: string, resource: string, identity: TwinIdentity): WireError {
  const user = `arn:aws:iam::${identity.accountId}:user/${identity.tableName}`;
  return {
    name: 'AccessDeniedException',
    message: `User: ${user} is not authorized to perform: dynamodb:${action} on resource: ${resource} because no identity-based policy allows the dynamodb:${action} action`,
  };
}
