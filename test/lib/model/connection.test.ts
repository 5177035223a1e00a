import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { startTwin } from '../../../src/lib/local/twin.ts';
import { configure, defineModel, f } from '../../../src/model.ts';
import { failureOf } from '../../helpers/failure.ts';
import { startFaultServer } from '../../helpers/fault-server.ts';
import { inTurn } from '../../helpers/faults.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const models = useModelTable();

class User extends defineModel({ name: 'ConnectionUser', fields: { name: f.string() } }) {}

afterEach(() => {
  configure({
    endpoint: models.faults.url,
    region: 'us-east-1',
    accessKey: 'AKIATESTTESTTESTTEST',
    secretKey: 'test-secret-access-key',
    sessionToken: undefined,
    credentials: undefined,
    client: undefined,
    requestTimeoutMs: undefined,
  });
});

/** The key that signed the last request, with its region and session. */
function signer(): [key: string | undefined, region: string | undefined, token: unknown] {
  const { headers } = models.faults.requests.at(-1) ?? {};
  const [, key, region] = /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(String(headers?.['authorization'])) ?? [];
  return [key, region, headers?.['x-amz-security-token']];
}

test('A2, N accessKey, N region: they sign what models send, from the next call on', async () => {
  await User.create({ id: 'a2' });
  expect(signer()).toEqual(['AKIATESTTESTTESTTEST', 'us-east-1', undefined]);
  configure({ accessKey: 'AKIAOTHEROTHEROTHER1', secretKey: 'other', region: 'eu-west-1' });
  await User.find('a2');
  expect(signer()).toEqual(['AKIAOTHEROTHEROTHER1', 'eu-west-1', undefined]);
});

test('N secretKey: a table that verifies signatures takes the right one alone', async () => {
  const twin = await startTwin({ tableName: 'mine', region: 'us-east-1' });
  onTestFinished(async () => {
    configure({ tableName: models.table.tableName });
    await twin.stop();
  });
  const { endpointUrl: endpoint, accessKeyId: accessKey, secretAccessKey: secretKey } = twin;
  configure({ endpoint, accessKey, secretKey, tableName: 'mine' });
  await User.create({ id: 'signed' });
  expect((await User.find('signed')).id).toBe('signed');
  configure({ secretKey: 'another-secret-access-key' });
  expect(await failureOf(User.find('signed'))).toMatchObject({ code: 'CredentialsRefused' });
});

test('A2, N credentials: they win over the two keys', async () => {
  const credentials = {
    accessKeyId: 'AKIAWINNERWINNERWIN1',
    secretAccessKey: 'x',
    sessionToken: 'a-session',
  };
  configure({ credentials });
  await User.find('none', { raiseError: false });
  expect(signer()).toEqual(['AKIAWINNERWINNERWIN1', 'us-east-1', 'a-session']);
});

test('A2: what is missing is named before a request; nothing of AWS_* is used unasked', async () => {
  const before = process.env['AWS_ACCESS_KEY_ID'];
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIAFROMTHEPROFILE12';
  onTestFinished(() => {
    if (before === undefined) delete process.env['AWS_ACCESS_KEY_ID'];
    else process.env['AWS_ACCESS_KEY_ID'] = before;
  });
  configure({ accessKey: undefined });
  const { length } = models.faults.requests;
  const error = await failureOf(User.find('a2'));
  expect(error.code).toBe('InvalidSettings');
  expect(error.message).toContain('AUTODYNE_AWS_ACCESS_KEY_ID');
  expect(models.faults.requests).toHaveLength(length);
});

test('A2: a client of the app’s own takes the place of all of them', async () => {
  const client = new DynamoDBClient({
    endpoint: models.faults.url,
    region: 'ap-south-1',
    credentials: { accessKeyId: 'AKIAOFTHEAPPSCLIENT1', secretAccessKey: 'x' },
  });
  onTestFinished(() => client.destroy());
  configure({ client });
  await User.find('a2', { raiseError: false });
  expect(signer()).toEqual(['AKIAOFTHEAPPSCLIENT1', 'ap-south-1', undefined]);
});

test('A4, N endpoint: requests go there, and to another one from the next call on', async () => {
  await using other = await startFaultServer(models.table.url);
  await User.create({ id: 'a4', name: 'here' });
  const { length } = models.faults.requests;
  configure({ endpoint: other.url });
  expect((await User.find('a4')).name).toBe('here');
  expect(models.faults.requests).toHaveLength(length);
  expect(other.requests.map(({ operation }) => operation)).toEqual(['DescribeTable', 'GetItem']);
});

test('N requestTimeoutMs: a server that says nothing is not waited for longer, and asked again', async () => {
  configure({ requestTimeoutMs: 60 });
  await User.create({ id: 'a2' }).catch(() => undefined);
  const from = models.faults.requests.length;
  models.faults.script = inTurn([{ silent: true }, { silent: true }]);
  const startedAt = performance.now();
  expect((await User.find('a2')).id).toBe('a2');
  expect(performance.now() - startedAt).toBeGreaterThan(100);
  expect(models.faults.requests.length - from).toBe(3);
});

test('A1: the versions of Node that are stated are those that tests run on, and CONTRIBUTING says how', async () => {
  const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  const { engines, dependencies, devDependencies } = JSON.parse(read('package.json')) as {
    engines: { node: string };
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  };
  const { MAJORS } = (await import('../../../scripts/nodes.mjs' as string)) as { MAJORS: string[] };
  const [, least] = />=(\d+)/.exec(engines.node) ?? [];
  expect(MAJORS[0]).toBe(least);
  const stated = /runs on Node ([^.]*\.\d+[^.]*)\./
    .exec(read('CONTRIBUTING.md'))?.[1]
    ?.match(/\d+(?:\.\d+)?/g);
  expect(stated?.map((version) => version.split('.')[0])).toEqual(MAJORS);
  expect(read('README.md')).toContain(`Node ${engines.node.replace('>=', '')} or later`);
  expect(dependencies['@aws-sdk/client-dynamodb']).toMatch(/^\^3\./);
  // Both compilers by which test/types shows what compiles.
  expect(devDependencies['typescript']).toMatch(/^\^7\./);
});
