import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readSchemaFile } from '../../../src/lib/schema/schema-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

async function schemaIn(content: string | object, name = 'schema', suffix = '') {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  const { name: told, ...schema } = await readSchemaFile(`${path}${suffix}`);
  expect(told).toBe(path);
  return schema;
}

const KEY = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};
const BY_N = {
  IndexName: 'by-n',
  KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
  Projection: { ProjectionType: 'ALL' },
};
const WITH_INDEX = {
  KeySchema: KEY.KeySchema,
  AttributeDefinitions: [...KEY.AttributeDefinitions, { AttributeName: 'n', AttributeType: 'N' }],
  GlobalSecondaryIndexes: [BY_N],
};

const NEVER_DESCRIBED = ['point-in-time recovery', 'resource policy', 'contributor insights', 'auto scaling'];

const YAML_TABLE = `
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Stage: { Type: String }
  Key: { Type: String, Default: id }
Conditions:
  IsLive: !Equals [!Ref Stage, live]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
  Music:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub music-\${Stage}
      BillingMode: PAY_PER_REQUEST
      KeySchema:
        - { AttributeName: !Ref Key, KeyType: HASH }
      AttributeDefinitions:
        - { AttributeName: !Ref Key, AttributeType: S }
        - { AttributeName: 0123, AttributeType: N }
      GlobalSecondaryIndexes:
        - IndexName: by-n
          KeySchema: [{ AttributeName: 0123, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
      TimeToLiveSpecification: { AttributeName: expires, Enabled: yes }
      Tags:
        - { Key: team, Value: "007" }
        - { Key: stage, Value: !Ref Stage }
      StreamSpecification: { StreamViewType: !If [IsLive, NEW_IMAGE, OLD_IMAGE] }
      DeletionProtectionEnabled: true
      KinesisStreamSpecification: { StreamArn: !GetAtt Stream.Arn }
`;

describe('what tells a schema', () => {
  test("aws dynamodb describe-table's response", async () => {
    const Table = {
      TableName: 'music',
      TableStatus: 'ACTIVE',
      ItemCount: 5,
      TableArn: 'arn:x',
      ...WITH_INDEX,
    };
    expect(await schemaIn({ Table })).toEqual({
      table: { TableName: 'music', ...WITH_INDEX, LocalSecondaryIndexes: [] },
      timeToLive: undefined,
      tags: undefined,
      unset: [],
      untold: ['time to live', 'tags', ...NEVER_DESCRIBED],
      assumed: [],
    });
  });

  test('a table.json of a dump, with what is never set', async () => {
    const Table = {
      ...WITH_INDEX,
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      DeletionProtectionEnabled: true,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: 'arn:aws:kms:x:key/1' },
      OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: -1 },
      WarmThroughput: { ReadUnitsPerSecond: 12000, WriteUnitsPerSecond: 4000, Status: 'ACTIVE' },
      Replicas: [{ RegionName: 'eu-west-1' }, { RegionName: 'us-west-2' }],
      NewThing: { Enabled: true },
      GlobalSecondaryIndexes: [{ ...BY_N, OnDemandThroughput: { MaxReadRequestUnits: 7 } }],
    };
    const schema = await schemaIn({
      Table,
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    expect(schema).toMatchObject({ timeToLive: 'expires', tags: [{ Key: 'team', Value: 'a' }] });
    expect(schema.table.BillingModeSummary).toEqual({ BillingMode: 'PAY_PER_REQUEST' });
    expect(schema.unset).toEqual([
      'stream (NEW_AND_OLD_IMAGES)',
      'table class STANDARD_INFREQUENT_ACCESS',
      'deletion protection',
      'encryption with the KMS key arn:aws:kms:x:key/1',
      'on-demand maximum (read 100)',
      'replicas in eu-west-1, us-west-2',
      'NewThing',
      'on-demand maximum (read 7) of index by-n',
    ]);
  });

  test('a table that nothing was set of', async () => {
    const Table = {
      ...KEY,
      StreamSpecification: { StreamEnabled: false },
      TableClassSummary: { TableClass: 'STANDARD' },
      DeletionProtectionEnabled: false,
      Replicas: [],
    };
    const TimeToLiveDescription = { TimeToLiveStatus: 'DISABLED' };
    const schema = await schemaIn({ Table, TimeToLiveDescription, Tags: [] });
    expect(schema).toMatchObject({ timeToLive: null, tags: [], unset: [] });
  });

  test('a CloudFormation template in YAML, its short tags included', async () => {
    const { table, ...schema } = await schemaIn(YAML_TABLE, 'template.yaml');
    expect(table).toEqual({
      KeySchema: KEY.KeySchema,
      // What looks like a number keeps its digits.
      AttributeDefinitions: [...KEY.AttributeDefinitions, { AttributeName: '0123', AttributeType: 'N' }],
      LocalSecondaryIndexes: [],
      GlobalSecondaryIndexes: [{ ...BY_N, KeySchema: [{ AttributeName: '0123', KeyType: 'HASH' }] }],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
    expect(schema).toEqual({
      timeToLive: 'expires',
      tags: [{ Key: 'team', Value: '007' }],
      unset: [
        'tag stage (!Ref Stage)',
        'StreamSpecification (!If ["IsLive","NEW_IMAGE","OLD_IMAGE"])',
        'KinesisStreamSpecification (!GetAtt ["Stream","Arn"])',
        'deletion protection',
      ],
      untold: ['auto scaling'],
      assumed: ['Key=id'],
    });
  });

  test.each([
    ['a template in JSON', { Resources: { T: { Type: 'AWS::DynamoDB::Table', Properties: KEY } } }],
    ['one table of it', { Type: 'AWS::DynamoDB::Table', Properties: KEY }],
    ['its properties', KEY],
    ['a global table', { Resources: { T: { Type: 'AWS::DynamoDB::GlobalTable', Properties: KEY } } }],
    ['a CreateTable request', { TableName: 'music', BillingMode: 'PAY_PER_REQUEST', ...KEY }],
  ])('%s', async (_, content) => {
    const { table } = await schemaIn(content);
    expect(table).toMatchObject({ ...KEY, GlobalSecondaryIndexes: [] });
  });

  test('describe-table --output yaml, whose numbers are numbers', async () => {
    const text = `Table:
  KeySchema: [{AttributeName: id, KeyType: HASH}]
  AttributeDefinitions: [{AttributeName: id, AttributeType: N}]
  ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 6, NumberOfDecreasesToday: 0}
`;
    const { table } = await schemaIn(text);
    expect(table.ProvisionedThroughput).toEqual({ ReadCapacityUnits: 5, WriteCapacityUnits: 6 });
    expect(table.AttributeDefinitions).toEqual([{ AttributeName: 'id', AttributeType: 'N' }]);
  });

  test("the template of this repository, by its parameters' defaults", async () => {
    const path = fileURLToPath(new URL('../../../deploy/template.yaml', import.meta.url));
    const schema = await readSchemaFile(path);
    expect(schema).toMatchObject({ table: KEY, unset: ['deletion protection', 'point-in-time recovery'] });
    expect(schema.assumed).toEqual([
      'PointInTimeRecovery=true',
      'MaxReadRequestUnits=0',
      'MaxWriteRequestUnits=0',
      'SortKey=',
      'PartitionKey=id',
      'PartitionKeyType=S',
    ]);
  });

  test('one of several tables, by its logical id; a name with the sign is a file first', async () => {
    const table = (name: string) => ({
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: name, AttributeType: 'S' }],
      },
    });
    const template = { Resources: { One: table('a'), Two: table('b') } };
    const { table: two } = await schemaIn(template, 't.json', '#Two');
    expect(two.KeySchema).toEqual([{ AttributeName: 'b', KeyType: 'HASH' }]);
    await expect(schemaIn(template, 't.json')).rejects.toThrow(/t\.json: the template has 2 tables$/);
    await expect(schemaIn(template, 't.json')).rejects.toMatchObject({
      code: 'InvalidInput',
      suggestions: [
        expect.stringMatching(/^name it: --schema .*t\.json#One$/),
        expect.stringMatching(/^name it: --schema .*t\.json#Two$/),
      ],
    });
    await expect(schemaIn(template, 't.json', '#Three')).rejects.toThrow('the template has no table "Three"');
    const { table: named } = await schemaIn(KEY, 'a#b.json');
    expect(named.KeySchema).toEqual(KEY.KeySchema);
  });
});

describe('what tells none is refused, with the place', () => {
  const untold = YAML_TABLE.replace(', Default: id', '');

  test.each<[string, string | object, string]>([
    ['an item', { id: { S: 'a' } }, ': this contains no table description'],
    ['a list', [KEY], ': this contains no table description'],
    ['nothing', '', ': this contains no table description'],
    ['no YAML', 'a: [b\nc', ':2: neither JSON nor YAML: '],
    [
      'a template without one',
      { Resources: { B: { Type: 'AWS::S3::Bucket' } } },
      ': the template has no table',
    ],
    [
      'a key without a type',
      { ...KEY, AttributeDefinitions: [] },
      ': "AttributeDefinitions" gives no type for "id", a key of the table',
    ],
    [
      'an index without',
      { ...WITH_INDEX, AttributeDefinitions: KEY.AttributeDefinitions },
      ': "AttributeDefinitions" gives no type for "n", a key of index "by-n"',
    ],
    ['no definitions', { KeySchema: KEY.KeySchema }, ': "AttributeDefinitions" is missing'],
    [
      'a wrong key type',
      { ...KEY, KeySchema: [{ AttributeName: 'id', KeyType: 'Hash' }] },
      ': "KeySchema.0.KeyType" is not one of: HASH, RANGE',
    ],
    [
      'no partition key',
      { ...KEY, KeySchema: [{ AttributeName: 'id', KeyType: 'RANGE' }] },
      ': "KeySchema" has no partition key (HASH)',
    ],
    [
      'a type that no key has',
      { ...KEY, AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'M' }] },
      ': "AttributeDefinitions.0.AttributeType" is not one of: S, N, B',
    ],
    [
      'a parameter without a default',
      untold,
      ': "KeySchema.0.AttributeName" is !Ref Key, which is not in the template',
    ],
    [
      'references to references',
      `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}`,
      ': more than 200,000 values, too many for a template',
    ],
  ])('%s', async (_, content, message) => {
    const error: unknown = await schemaIn(content).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining(`schema${message}`),
    });
  });

  test('a file that is not there', async () => {
    await expect(readSchemaFile('nowhere.json')).rejects.toThrow(
      'cannot read nowhere.json: no such file or folder',
    );
  });
});
