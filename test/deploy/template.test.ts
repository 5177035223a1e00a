import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseDotenv } from 'dotenv';
import { describe, expect, test } from 'vitest';
import { type CollectionTag, parse, type ScalarTag } from 'yaml';

const file = fileURLToPath(new URL('../../deploy/template.yaml', import.meta.url));

/** `!Sub a-${b}` as `{ '!Sub': 'a-<b>' }`: what it means is for CloudFormation, that it is there for these tests. */
const scalarTags = ['!Ref', '!Sub', '!GetAtt', '!Condition'].map(
  (tag): ScalarTag => ({ tag, resolve: (value) => ({ [tag]: value.replace(/\$\{(.*?)\}/g, '<$1>') }) }),
);
const sequenceTags = ['!If', '!Not', '!Equals', '!Or'].map(
  (tag): CollectionTag => ({
    tag,
    collection: 'seq',
    resolve: (items) => ({ [tag]: items.toJSON() as unknown }),
  }),
);

interface Statement {
  Sid?: string;
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}
interface Resource {
  Type: string;
  DeletionPolicy?: string;
  Properties: Record<string, unknown> & {
    Policies?: { PolicyDocument: { Statement: Statement[] } }[];
  };
}
const template = parse(readFileSync(file, 'utf8'), { customTags: [...scalarTags, ...sequenceTags] }) as {
  Parameters: Record<string, { Type: string; Default: string | number; AllowedValues?: string[] }>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown; Description: string }>;
};
const { Parameters, Resources, Outputs } = template;

function statements(name: string): Statement[] {
  return (Resources[name]?.Properties.Policies ?? []).flatMap((policy) => policy.PolicyDocument.Statement);
}

const INVOKE = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<Api>';

describe("the restricted user's policy", () => {
  test('allows item operations on the table', () => {
    expect(statements('User')[0]).toEqual({
      Sid: 'Items',
      Effect: 'Allow',
      Action: [
        'dynamodb:BatchGetItem',
        'dynamodb:BatchWriteItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:DeleteItem',
        'dynamodb:DescribeTable',
        'dynamodb:GetItem',
        'dynamodb:PartiQLDelete',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLSelect',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
      Resource: { '!GetAtt': 'Table.Arn' },
    });
  });

  test('allows reads of its indexes', () => {
    expect(statements('User')[1]).toEqual({
      Sid: 'Indexes',
      Effect: 'Allow',
      Action: ['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'],
      Resource: { '!Sub': '<Table.Arn>/index/*' },
    });
  });

  test('allows the one route of the proxy', () => {
    expect(statements('User')[2]).toEqual({
      Sid: 'IndexChangesThroughTheProxy',
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: [{ '!Sub': `${INVOKE}/v1/POST/dynamodb` }, { '!Sub': `${INVOKE}/v1/POST/dynamodb/` }],
    });
    expect(Resources['Stage']?.Properties['StageName']).toBe('v1');
    expect(Resources['Route']?.Properties['PathPart']).toBe('dynamodb');
  });

  test('allows the route that tells what the table used', () => {
    expect(statements('User')[3]).toEqual({
      Sid: 'UsageOfTheTable',
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: [{ '!Sub': `${INVOKE}/v1/POST/usage` }, { '!Sub': `${INVOKE}/v1/POST/usage/` }],
    });
    expect(Resources['UsageRoute']?.Properties['PathPart']).toBe('usage');
  });

  test('allows nothing else', () => {
    expect(statements('User')).toHaveLength(4);
  });
});

describe("the proxy's role", () => {
  test('allows UpdateTable on the table, its own log, and nothing else', () => {
    expect(statements('ProxyRole')).toEqual([
      {
        Sid: 'UpdateThatTableOnly',
        Effect: 'Allow',
        Action: 'dynamodb:UpdateTable',
        Resource: { '!GetAtt': 'Table.Arn' },
      },
      {
        Sid: 'WriteOwnLogs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { '!GetAtt': 'ProxyLogs.Arn' },
      },
    ]);
    expect(Resources['Proxy']?.Properties['Role']).toEqual({ '!GetAtt': 'ProxyRole.Arn' });
  });

  test.each(['ProxyRole', 'UsageRole'])('%s can be taken by Lambda alone', (role) => {
    expect(Resources[role]?.Properties['AssumeRolePolicyDocument']).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    });
  });
});

describe("the usage function's role", () => {
  test('allows reading metrics, DescribeTable of the table, its own log, and nothing else', () => {
    expect(statements('UsageRole')).toEqual([
      {
        Sid: 'NameTheIndexesOfThatTable',
        Effect: 'Allow',
        Action: 'dynamodb:DescribeTable',
        Resource: { '!GetAtt': 'Table.Arn' },
      },
      { Sid: 'ReadMetrics', Effect: 'Allow', Action: 'cloudwatch:GetMetricData', Resource: '*' },
      {
        Sid: 'WriteOwnLogs',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { '!GetAtt': 'UsageLogs.Arn' },
      },
    ]);
    expect(Resources['Usage']?.Properties['Role']).toEqual({ '!GetAtt': 'UsageRole.Arn' });
  });
});

describe('the template', () => {
  test('has no other identity, policy or permission', () => {
    const kinds = Object.entries(Resources).map(([name, { Type }]) => `${name} ${Type}`);
    expect(kinds.filter((kind) => /IAM|Policy|Permission/.test(kind))).toEqual([
      'User AWS::IAM::User',
      'AccessKey AWS::IAM::AccessKey',
      'ProxyRole AWS::IAM::Role',
      'UsageRole AWS::IAM::Role',
      'ApiMayInvokeProxy AWS::Lambda::Permission',
      'ApiMayInvokeUsage AWS::Lambda::Permission',
    ]);
    const managed = Object.values(Resources).filter(({ Properties }) => 'ManagedPolicyArns' in Properties);
    expect(managed).toEqual([]);
  });

  test.each([
    ['dynamodb', 'Method', 'Route', 'ApiMayInvokeProxy', 'Proxy'],
    ['usage', 'UsageMethod', 'UsageRoute', 'ApiMayInvokeUsage', 'Usage'],
  ])('lets %s in with IAM authorization only, and only to its function', (path, method, route, may, name) => {
    expect(Resources[method]?.Properties).toMatchObject({
      HttpMethod: 'POST',
      AuthorizationType: 'AWS_IAM',
      ResourceId: { '!Ref': route },
      Integration: {
        Type: 'AWS_PROXY',
        Uri: {
          '!Sub': `arn:<AWS::Partition>:apigateway:<AWS::Region>:lambda:path/2015-03-31/functions/<${name}.Arn>/invocations`,
        },
      },
    });
    expect(Resources[may]?.Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { '!Ref': name },
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { '!Sub': `${INVOKE}/*/POST/${path}` },
    });
  });

  test('has two routes, and a deployment that has both: of another name than the one that had one', () => {
    const methods = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Method');
    expect(methods).toHaveLength(2);
    expect(Resources['Deployment']).toBeUndefined();
    expect(Resources['DeploymentWithUsage']).toMatchObject({
      Type: 'AWS::ApiGateway::Deployment',
      DependsOn: ['Method', 'UsageMethod'],
    });
    expect(Resources['Stage']?.Properties['DeploymentId']).toEqual({ '!Ref': 'DeploymentWithUsage' });
  });

  test('makes an on-demand table that outlives the stack', () => {
    expect(Resources['Table']).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { BillingMode: 'PAY_PER_REQUEST', DeletionProtectionEnabled: true },
    });
  });

  test('has point-in-time recovery of the table on by default', () => {
    expect(Parameters['PointInTimeRecovery']).toMatchObject({
      Default: 'true',
      AllowedValues: ['true', 'false'],
    });
    expect(Resources['Table']?.Properties['PointInTimeRecoverySpecification']).toEqual({
      PointInTimeRecoveryEnabled: { '!Ref': 'PointInTimeRecovery' },
    });
  });

  test('sets a maximum of units a second where one is given', () => {
    const noValue = { '!Ref': 'AWS::NoValue' };
    expect(Parameters['MaxReadRequestUnits']).toMatchObject({ Type: 'Number', Default: 0 });
    expect(Parameters['MaxWriteRequestUnits']).toMatchObject({ Type: 'Number', Default: 0 });
    expect(Resources['Table']?.Properties['OnDemandThroughput']).toEqual({
      '!If': [
        'HasMaximum',
        {
          MaxReadRequestUnits: { '!If': ['HasMaxReads', { '!Ref': 'MaxReadRequestUnits' }, noValue] },
          MaxWriteRequestUnits: { '!If': ['HasMaxWrites', { '!Ref': 'MaxWriteRequestUnits' }, noValue] },
        },
        noValue,
      ],
    });
  });

  test.each([
    ['Proxy', 'index', {}],
    ['Usage', 'usage', { CLOUDWATCH_URL: { '!Sub': 'https://monitoring.<AWS::Region>.<AWS::URLSuffix>' } }],
  ])('runs the bundled function of %s, with what it reads from its environment', (name, module, more) => {
    const { Code, Handler, Environment } = Resources[name]?.Properties ?? {};
    expect(Handler).toBe(`${module}.handler`);
    expect(existsSync(join(dirname(file), String(Code), `${module}.mjs`))).toBe(true);
    expect(Environment).toEqual({
      Variables: {
        TABLE_NAME: { '!Ref': 'Table' },
        TABLE_ARN: { '!GetAtt': 'Table.Arn' },
        DYNAMODB_URL: { '!Sub': 'https://dynamodb.<AWS::Region>.<AWS::URLSuffix>' },
        ...more,
      },
    });
  });
});

describe('the outputs', () => {
  const VALUES: Record<string, string> = {
    AccessKey: 'AKIAEXAMPLE',
    'AccessKey.SecretAccessKey': 'wJalr+XUtn/FEMI=',
    'AWS::Region': 'eu-west-1',
    'AWS::URLSuffix': 'amazonaws.com',
    Table: 'autodyne-Table-1ABC',
    Api: 'a1b2c3d4e5',
    Stage: 'v1',
  };
  /** The value after CloudFormation has resolved its functions. */
  function evaluate(value: unknown): string {
    const [[tag, text] = []] = Object.entries(value as Record<string, string>);
    if (tag !== '!Sub') return VALUES[String(text)] ?? '';
    return String(text).replace(/<([^>]+)>/g, (_, name: string) => VALUES[name] ?? `no <name>`);
  }
  const CONFIG_VARS = {
    AUTODYNE_AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AUTODYNE_AWS_SECRET_ACCESS_KEY: 'wJalr+XUtn/FEMI=',
    AUTODYNE_AWS_DEFAULT_REGION: 'eu-west-1',
    AUTODYNE_TABLE_NAME: 'autodyne-Table-1ABC',
    AUTODYNE_PROXY_URL: 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/v1/dynamodb',
  };

  test('have names that CloudFormation takes', () => {
    for (const name of Object.keys(Outputs)) expect(name).toMatch(/^[A-Za-z0-9]+$/);
  });

  test('carry each config var', () => {
    const vars = Object.values(Outputs).filter(({ Description }) => Description.startsWith('AUTODYNE_'));
    expect(Object.fromEntries(vars.map(({ Description, Value }) => [Description, evaluate(Value)]))).toEqual(
      CONFIG_VARS,
    );
  });

  test('carry a .env text that says the same', () => {
    const envFile = parseDotenv(evaluate(Outputs['DotEnv']?.Value));
    expect(envFile).toEqual(CONFIG_VARS);
  });
});
