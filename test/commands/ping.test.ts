import { expect, test } from 'vitest';
import { startFaultServer } from '../helpers/fault-server.ts';
import { serviceError } from '../helpers/faults.ts';
import { useLooksTwin } from '../helpers/looks-twin.ts';
import { runCommand } from '../helpers/run-command.ts';

const twin = useLooksTwin(1);

test('P3: says where it connected, as the restricted user, with one DescribeTable', async () => {
  await using server = await startFaultServer(twin.url);
  const run = await runCommand(['ping'], { env: { ...twin.env, AUTODYNE_ENDPOINT_URL: server.url } });
  expect(run).toMatchObject({
    stdout: `Connection to DynamoDB OK at ${server.url}\n`,
    stderr: '',
    exitCode: 0,
  });
  expect(server.requests.map(({ operation }) => operation)).toEqual(['DescribeTable']);
});

test('--json', async () => {
  const run = await runCommand(['ping', '--json'], { env: twin.env });
  expect(run.json()).toEqual({
    endpointUrl: twin.url,
    region: 'us-east-1',
    tableName: twin.table.tableName,
    tableStatus: 'ACTIVE',
  });
});

test('P3: credentials that are refused: exit 6, with the reason', async () => {
  const env = { ...twin.env, AUTODYNE_AWS_SECRET_ACCESS_KEY: 'another-secret-access-key' };
  const run = await runCommand(['ping'], { env });
  expect(run.exitCode).toBe(6);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(new RegExp(`^Error: Connection to DynamoDB FAILED at ${twin.url}: .*signature`));
});

test('what the user may not do: exit 6, with the reason', async () => {
  await using server = await startFaultServer(twin.url);
  server.script = () => serviceError(400, 'AccessDeniedException', 'User: x is not authorized');
  const run = await runCommand(['ping', '--json'], {
    env: { ...twin.env, AUTODYNE_ENDPOINT_URL: server.url },
  });
  expect(run.exitCode).toBe(6);
  expect(run.json()).toMatchObject({
    error: {
      code: 'AccessDenied',
      message: expect.stringMatching(
        new RegExp(`^Connection to DynamoDB FAILED at ${server.url}: .*User: x is not authorized`),
      ),
    },
  });
});

test('P3: a server that cannot be reached: exit 7, with the reason', async () => {
  const env = { ...twin.env, AUTODYNE_ENDPOINT_URL: 'http://127.0.0.1:1' };
  const run = await runCommand(['ping', '--timeout', '1'], { env });
  expect(run.exitCode).toBe(7);
  expect(run.stderr).toMatch(
    /^Error: Connection to DynamoDB FAILED at http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/,
  );
});

test('another table than the one of the credentials: exit 6', async () => {
  const run = await runCommand(['ping', '--table', 'not-there'], { env: twin.env });
  expect([run.exitCode, run.stderr.split(': ').slice(0, 2).join(': ')]).toEqual([
    6,
    `Error: Connection to DynamoDB FAILED at ${twin.url}`,
  ]);
});
