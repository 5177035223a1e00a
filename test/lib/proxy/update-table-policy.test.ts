import { describe, expect, test } from 'vitest';
import { validateUpdateTable } from '../../../src/lib/proxy/update-table-policy.ts';

const own = { tableName: 'music', tableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/music' };
const CREATE = {
  IndexName: 'uuid',
  KeySchema: [{ AttributeName: 'uuid', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const createBody = {
  TableName: 'music',
  AttributeDefinitions: [{ AttributeName: 'uuid', AttributeType: 'S' }],
  GlobalSecondaryIndexUpdates: [{ Create: CREATE }],
};
const deleteBody = { TableName: 'music', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'uuid' } }] };

describe('what is allowed', () => {
  test.each<[string, object, object]>([
    ['creating an index', createBody, createBody],
    ['deleting one', deleteBody, deleteBody],
    ["the table's own ARN", { ...deleteBody, TableName: own.tableArn }, deleteBody],
    [
      'an index of some attributes',
      withCreate({ Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] } }),
      withCreate({ Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] } }),
    ],
    [
      'attribute definitions that the index does not need: left out of the call',
      {
        ...createBody,
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'N' },
          ...createBody.AttributeDefinitions,
        ],
      },
      createBody,
    ],
    [
      'attribute definitions beside a deletion: left out of the call',
      { ...deleteBody, AttributeDefinitions: createBody.AttributeDefinitions },
      deleteBody,
    ],
    [
      'a change that DynamoDB will refuse itself',
      { TableName: 'music', GlobalSecondaryIndexUpdates: [{ Create: {} }] },
      { TableName: 'music', GlobalSecondaryIndexUpdates: [{ Create: {} }] },
    ],
  ])('%s', (_, body, call) => {
    expect(validateUpdateTable(body as Record<string, unknown>, own)).toEqual({ isAllowed: true, call });
  });
});

describe('what is refused', () => {
  const notAllowed = (path: string): string => `ValidationException: Modifying ${path} is not allowed`;
  test.each<[string, object, string]>([
    ...[
      'BillingMode',
      'DeletionProtectionEnabled',
      'GlobalTableWitnessUpdates',
      'MultiRegionConsistency',
      'OnDemandThroughput',
      'ProvisionedThroughput',
      'ReplicaUpdates',
      'SSESpecification',
      'StreamSpecification',
      'TableClass',
      'WarmThroughput',
      'VectorIndexUpdates',
      'tableName',
      'SomethingNew',
      '__proto__',
    ].map((member): [string, object, string] => [
      member,
      JSON.parse(JSON.stringify(createBody).replace('{', `{"${member}":{},`)) as object,
      notAllowed(member),
    ]),
    ['a member set to null', { ...createBody, SSESpecification: null }, notAllowed('SSESpecification')],
    ['a member alone', { TableName: 'music', SSESpecification: {} }, notAllowed('SSESpecification')],
    ['a member without a table', { SSESpecification: {} }, notAllowed('SSESpecification')],
    [
      "an index's throughput",
      { TableName: 'music', GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'uuid' } }] },
      notAllowed('GlobalSecondaryIndexUpdates.Update'),
    ],
    ...['ProvisionedThroughput', 'OnDemandThroughput', 'WarmThroughput', 'Other'].map(
      (member): [string, object, string] => [
        `a new index's ${member}`,
        withCreate({ [member]: {} }),
        notAllowed(`GlobalSecondaryIndexUpdates.Create.${member}`),
      ],
    ),
    [
      'a member more in a projection',
      withCreate({ Projection: { ProjectionType: 'ALL', Other: 1 } }),
      notAllowed('GlobalSecondaryIndexUpdates.Create.Projection.Other'),
    ],
    [
      'a member more in a key schema',
      withCreate({ KeySchema: [{ AttributeName: 'a', KeyType: 'HASH', Other: 1 }] }),
      notAllowed('GlobalSecondaryIndexUpdates.Create.KeySchema.Other'),
    ],
    [
      'a member more in an attribute definition',
      { ...createBody, AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S', Other: 1 }] },
      notAllowed('AttributeDefinitions.Other'),
    ],
    ["another's table", { ...deleteBody, TableName: 'other' }, notAllowed('table other')],
    ['another name by case', { ...deleteBody, TableName: 'Music' }, notAllowed('table Music')],
    [
      'a table of another account',
      { ...deleteBody, TableName: 'arn:aws:dynamodb:us-east-1:999999999999:table/music' },
      notAllowed('table arn:aws:dynamodb:us-east-1:999999999999:table/music'),
    ],
    [
      'a table of another region',
      { ...deleteBody, TableName: 'arn:aws:dynamodb:eu-west-1:123456789012:table/music' },
      notAllowed('table arn:aws:dynamodb:eu-west-1:123456789012:table/music'),
    ],
    [
      'no table',
      { GlobalSecondaryIndexUpdates: deleteBody.GlobalSecondaryIndexUpdates },
      "ValidationException: The parameter 'TableName' is required but was not present in the request",
    ],
    ['no change', { TableName: 'music' }, noChange()],
    ['no change but definitions', { TableName: 'music', AttributeDefinitions: [] }, noChange()],
    ['an empty list of changes', { TableName: 'music', GlobalSecondaryIndexUpdates: [] }, noChange()],
    [
      'two changes at once',
      {
        TableName: 'music',
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'one' } }, { Create: CREATE }],
      },
      'LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    ],
    [
      'two changes of one index',
      {
        TableName: 'music',
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'uuid' } }, { Create: CREATE }],
      },
      'ValidationException: One or more parameter values were invalid: Only one global secondary index update per index is allowed simultaneously. Index: uuid',
    ],
    [
      'two actions in one change',
      {
        TableName: 'music',
        GlobalSecondaryIndexUpdates: [{ Create: CREATE, Delete: { IndexName: 'uuid' } }],
      },
      'ValidationException: One or more parameter values were invalid: Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
    ],
    [
      'a change that is none',
      { TableName: 'music', GlobalSecondaryIndexUpdates: [{}] },
      'ValidationException: One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
    ],
    ['a table name that is a number', { ...deleteBody, TableName: 1 }, wrongType('TableName')],
    [
      'changes that are no list',
      { TableName: 'music', GlobalSecondaryIndexUpdates: { Delete: { IndexName: 'uuid' } } },
      wrongType('GlobalSecondaryIndexUpdates'),
    ],
    [
      'an index name that is an object',
      { TableName: 'music', GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: {} } }] },
      wrongType('GlobalSecondaryIndexUpdates.Delete.IndexName'),
    ],
    [
      'a projected attribute that is a number',
      withCreate({ Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [1] } }),
      wrongType('GlobalSecondaryIndexUpdates.Create.Projection.NonKeyAttributes'),
    ],
  ])('%s', (_, body, reason) => {
    const verdict = validateUpdateTable(body as Record<string, unknown>, own);
    expect(verdict.isAllowed ? 'allowed' : `${verdict.error.name}: ${verdict.error.message}`).toBe(reason);
  });

  test('an ARN where the own one is not known', () => {
    const body = { ...deleteBody, TableName: own.tableArn };
    expect(validateUpdateTable(body, { tableName: 'music' }).isAllowed).toBe(false);
  });
});

function withCreate(members: object): Record<string, unknown> {
  return { ...createBody, GlobalSecondaryIndexUpdates: [{ Create: { ...CREATE, ...members } }] };
}

function wrongType(path: string): string {
  return `SerializationException: Unexpected value type in payload: ${path}`;
}

function noChange(): string {
  return 'ValidationException: At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required';
}
