import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { spawnCli } from '../helpers/spawn-cli.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const hasAws = spawnSync('aws', ['--version']).error === undefined;

describe.runIf(hasAws)('the aws command', () => {
  /** Through a shell, as a person would. It checks every response's x-amz-crc32. */
  const aws = async (script: string) => {
    const cwd = await temporaryFolder();
    return spawnCli(['local', '--memory', '--table', 'music', '--', 'sh', '-ec', script], {
      cwd,
      env: { AWS_PAGER: '', HOME: cwd },
    });
  };

  test('puts, gets, batch-reads, queries and describes', async () => {
    const run = await aws(`
      aws dynamodb put-item --table-name music --item '{"id":{"S":"1"},"title":{"S":"Señor 😀"},"n":{"N":"1E-130"}}'
      aws dynamodb get-item --table-name music --key '{"id":{"S":"1"}}' --output json
      aws dynamodb batch-get-item --request-items '{"music":{"Keys":[{"id":{"S":"1"}}]}}' --query 'Responses.music[0].n.N'
      aws dynamodb query --table-name music --key-condition-expression 'id = :i' --expression-attribute-values '{":i":{"S":"1"}}' --query Count
      aws dynamodb describe-table --table-name music --query Table.TableArn
    `);
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    const [item = '', ...rest] = run.stdout.split(/^(?=["\d])/m);
    expect((JSON.parse(item) as { Item: unknown }).Item).toEqual({
      id: { S: '1' },
      title: { S: 'Señor 😀' },
      n: { N: expect.any(String) },
    });
    expect(rest.map((line) => line.trim())).toEqual([
      expect.stringMatching(/^"(1E-130|0\.0*1)"$/),
      '1',
      '"arn:aws:dynamodb:us-east-1:000000000000:table/music"',
    ]);
  }, 120_000);

  test('is refused as in AWS', async () => {
    const run = await aws(`
      aws dynamodb delete-table --table-name music || true
      AWS_SECRET_ACCESS_KEY=wrong aws dynamodb scan --table-name music || true
      AWS_ACCESS_KEY_ID=AKIAWRONG aws dynamodb scan --table-name music || true
    `);
    const errors = run.stderr.split('\n').filter((line) => line !== '');
    expect(errors).toEqual([
      expect.stringMatching(
        /\(AccessDeniedException\) when calling the DeleteTable operation: User: arn:aws:iam::000000000000:user\/music is not authorized to perform: dynamodb:DeleteTable on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/music because/,
      ),
      expect.stringMatching(
        /\(InvalidSignatureException\) when calling the Scan operation: The request signature/,
      ),
      expect.stringMatching(
        /\(UnrecognizedClientException\) when calling the Scan operation: The security token included in the request is invalid\.$/,
      ),
    ]);
  }, 120_000);
});
