import type { UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import type { CreateIndex, UpdateTableCall } from '../proxy/update-table-policy.ts';
import { checkIndexSpec, type IndexSpec } from './index-spec.ts';

/** One change of a table's indexes. */
export type IndexChange =
  | { kind: 'create'; spec: IndexSpec; throughput?: IndexThroughput | undefined }
  | { kind: 'delete'; name: string };

/** Required for an index of a table with provisioned throughput. The proxy does not take it. */
export interface IndexThroughput {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
}

/** The name of the index that a change is about. */
export function changedIndex(change: IndexChange): string {
  return change.kind === 'create' ? change.spec.name : change.name;
}

/** UpdateTable for one change: the form that the proxy takes, and DynamoDB too. */
export function indexChangeRequest(change: IndexChange, tableName: string): UpdateTableCommandInput {
  return change.kind === 'create'
    ? createIndexRequest(change.spec, tableName, change.throughput)
    : deleteIndexRequest(change.name, tableName);
}

/**
 * UpdateTable that creates an index. Its own key attributes are defined, and no others: DynamoDB keeps what the table
 * has, and takes an attribute that both have if its type is the same.
 */
export function createIndexRequest(
  spec: IndexSpec,
  tableName: string,
  throughput?: IndexThroughput,
): UpdateTableCommandInput {
  const keys = [...spec.partitionKeys, ...spec.sortKeys];
  return {
    TableName: tableName,
    AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: spec.name,
          KeySchema: [
            ...spec.partitionKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'HASH' as const })),
            ...spec.sortKeys.map(({ name }) => ({ AttributeName: name, KeyType: 'RANGE' as const })),
          ],
          Projection: {
            ProjectionType: spec.projection,
            ...(spec.projection === 'INCLUDE' ? { NonKeyAttributes: [...spec.nonKeyAttributes] } : {}),
          },
          ...(throughput === undefined ? {} : { ProvisionedThroughput: throughput }),
        },
      },
    ],
  };
}

/** UpdateTable that deletes an index; the table's items stay. */
export function deleteIndexRequest(indexName: string, tableName: string): UpdateTableCommandInput {
  return { TableName: tableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: indexName } }] };
}

/**
 * Reads a change back from UpdateTable.
 * @throws AutodyneError `InvalidInput` where it lacks a member that DynamoDB needs
 */
export function changeFromRequest(call: UpdateTableCall): IndexChange {
  const [update] = call.GlobalSecondaryIndexUpdates;
  if ('Delete' in update) return { kind: 'delete', name: update.Delete.IndexName ?? '' };
  const spec = specOf(update.Create, call.AttributeDefinitions ?? []);
  checkIndexSpec(spec);
  return { kind: 'create', spec };
}

function specOf(
  create: CreateIndex,
  definitions: NonNullable<UpdateTableCall['AttributeDefinitions']>,
): IndexSpec {
  const name = create.IndexName ?? '';
  const keysOf = (keyType: string): IndexSpec['partitionKeys'] =>
    (create.KeySchema ?? [])
      .filter((element) => element.KeyType === keyType)
      .map((element) => {
        const attribute = element.AttributeName ?? '';
        const type = definitions.find((definition) => definition.AttributeName === attribute)?.AttributeType;
        if (type !== 'S' && type !== 'N' && type !== 'B') {
          throw new AutodyneError(
            'InvalidInput',
            `index "${name}": AttributeDefinitions gives no type for "${attribute}"`,
          );
        }
        return { name: attribute, type };
      });
  const projection = create.Projection?.ProjectionType;
  if (projection !== 'ALL' && projection !== 'KEYS_ONLY' && projection !== 'INCLUDE') {
    throw new AutodyneError(
      'InvalidInput',
      `index "${name}" needs a ProjectionType: ALL, KEYS_ONLY or INCLUDE`,
    );
  }
  return {
    name,
    partitionKeys: keysOf('HASH'),
    sortKeys: keysOf('RANGE'),
    projection,
    nonKeyAttributes: create.Projection?.NonKeyAttributes ?? [],
  };
}
