import { describe, expect, test } from 'vitest';
import { AutodyneError } from '../../../src/lib/errors/autodyne-error.ts';
import { fromAwsError } from '../../../src/lib/errors/from-aws-error.ts';

const context = { operation: 'GetItem', tableName: 'music', endpointUrl: 'http://127.0.0.1:8000' };
const arn = 'arn:aws:dynamodb:us-east-1:123456789012:table/music';

function serviceError(name: string, message: string, members: object = {}, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode }, ...members });
}

function nodeError(members: object): Error {
  return Object.assign(new Error('connect failed'), members);
}

const CREDENTIALS = [
  'check AUTODYNE_AWS_ACCESS_KEY_ID and AUTODYNE_AWS_SECRET_ACCESS_KEY, or get new ones',
  'a clock that is wrong by more than five minutes also causes this',
];
const NETWORK = ['check the network, AUTODYNE_ENDPOINT_URL and HTTPS_PROXY'];
const CERTIFICATE = [
  'its certificate is not trusted: set NODE_EXTRA_CA_CERTS=FILE.pem to the CA that signed it',
];
const LATER = 'try again later, or with a longer deadline';

describe('fromAwsError', () => {
  test.each<[error: Error, code: string, exitCode: number, message: string, suggestions: string[]]>([
    [
      nodeError({ code: 'ECONNREFUSED' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: ECONNREFUSED (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ code: 'EAI_AGAIN' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: EAI_AGAIN (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ code: 'ETIMEDOUT', name: 'TimeoutError' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: connect failed (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ name: 'TimeoutError' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: connect failed (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ code: 'ECONNRESET' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: ECONNRESET (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ code: 'EPROTO' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: EPROTO (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ code: 'HPE_INVALID_CONSTANT' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: HPE_INVALID_CONSTANT (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: ERR_SSL_WRONG_VERSION_NUMBER (GetItem)',
      NETWORK,
    ],
    [
      nodeError({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: DEPTH_ZERO_SELF_SIGNED_CERT (GetItem)',
      CERTIFICATE,
    ],
    [
      nodeError({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
      'Unreachable',
      7,
      'cannot reach http://127.0.0.1:8000: ERR_TLS_CERT_ALTNAME_INVALID (GetItem)',
      ['its certificate is for another host: check AUTODYNE_ENDPOINT_URL and HTTPS_PROXY'],
    ],
    [
      serviceError('UnrecognizedClientException', 'The security token included in the request is invalid.'),
      'CredentialsRefused',
      6,
      'UnrecognizedClientException: The security token included in the request is invalid.',
      CREDENTIALS,
    ],
    [
      serviceError(
        'InvalidSignatureException',
        "The signature does not match.\n\nThe Canonical String for this request should have been\n'x-amz-security-token:SECRET'",
      ),
      'CredentialsRefused',
      6,
      'InvalidSignatureException: The signature does not match.',
      CREDENTIALS,
    ],
    [
      serviceError('ExpiredTokenException', 'The security token included in the request is expired'),
      'CredentialsRefused',
      6,
      'ExpiredTokenException: The security token included in the request is expired',
      ['AUTODYNE_AWS_SESSION_TOKEN has expired: get new temporary credentials'],
    ],
    [
      serviceError('AccessDeniedException', 'User: x is not authorized to perform: dynamodb:GetItem'),
      'AccessDenied',
      6,
      'AccessDeniedException: User: x is not authorized to perform: dynamodb:GetItem',
      [
        'these credentials do not allow it: the add-on grants item operations and DescribeTable on its own table',
      ],
    ],
    [
      serviceError('ResourceNotFoundException', 'Requested resource not found'),
      'TableNotFound',
      4,
      'table "music" does not exist: Requested resource not found',
      ['check AUTODYNE_TABLE_NAME and AUTODYNE_AWS_DEFAULT_REGION'],
    ],
    [
      serviceError('ConditionalCheckFailedException', 'The conditional request failed'),
      'ConditionFailed',
      5,
      'the condition is false: The conditional request failed',
      [],
    ],
    [
      serviceError('ValidationException', 'One or more parameter values were invalid'),
      'RefusedByService',
      1,
      'ValidationException: One or more parameter values were invalid (GetItem)',
      [],
    ],
    [
      serviceError('ItemCollectionSizeLimitExceededException', 'Collection size exceeded.'),
      'RefusedByService',
      1,
      'ItemCollectionSizeLimitExceededException: Collection size exceeded. (GetItem)',
      [],
    ],
    [
      serviceError('ResourceInUseException', 'Attempt to change a resource which is still in use'),
      'RefusedByService',
      1,
      'table "music" is being changed: Attempt to change a resource which is still in use (GetItem)',
      ['wait until the table is ACTIVE'],
    ],
    [
      serviceError('DuplicateItemException', 'Duplicate primary key'),
      'AlreadyExists',
      5,
      'the item already exists: Duplicate primary key',
      [],
    ],
    [
      serviceError('DuplicateItem', 'Duplicate primary key'),
      'AlreadyExists',
      5,
      'the item already exists: Duplicate primary key',
      [],
    ],
    [
      serviceError('TransactionConflictException', 'Transaction is ongoing for the item'),
      'Throttled',
      7,
      'TransactionConflictException: Transaction is ongoing for the item (GetItem, after retries)',
      ['try again'],
    ],
    [
      serviceError('SomethingNewException', 'from the year 2030'),
      'RefusedByService',
      1,
      'SomethingNewException: from the year 2030 (GetItem)',
      [],
    ],
    [
      serviceError('InternalServerError', 'The request processing has failed', {}, 500),
      'Unreachable',
      7,
      'InternalServerError: The request processing has failed (GetItem, after retries)',
      ['the service has a temporary problem: try again later'],
    ],
    [
      serviceError('SyntaxError', 'Unexpected token <', {}, 502),
      'Unreachable',
      7,
      'HTTP 502 (GetItem, after retries)',
      ['the service has a temporary problem: try again later'],
    ],
    [
      serviceError('SyntaxError', 'Unexpected token <', {}, 200),
      'Unreachable',
      7,
      'the server at http://127.0.0.1:8000 is not DynamoDB: HTTP 200 (GetItem)',
      ['check AUTODYNE_ENDPOINT_URL'],
    ],
    [
      serviceError('Unknown', 'UnknownError', {}, 407),
      'Unreachable',
      7,
      'HTTP proxy authentication required to reach http://127.0.0.1:8000 (HTTP 407)',
      ['set the user and password in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT'],
    ],
  ])('%s', (error, code, exitCode, message, suggestions) => {
    const told = fromAwsError(error, context);
    expect(told).toBeInstanceOf(AutodyneError);
    expect(told).toMatchObject({ code, exitCode, message, suggestions, cause: error });
  });

  test.each<[reason: string, resource: string, text: string, cure: string]>([
    [
      'TableReadKeyRangeThroughputExceeded',
      arn,
      'reads from table "music" exceed what one partition can serve (TableReadKeyRangeThroughputExceeded)',
      'spread the load over more partition keys',
    ],
    [
      'IndexWriteKeyRangeThroughputExceeded',
      `${arn}/index/by-artist`,
      'writes to index "by-artist" of table "music" exceed what one partition can serve (IndexWriteKeyRangeThroughputExceeded)',
      'spread the load over more partition keys',
    ],
    [
      'TableWriteMaxOnDemandThroughputExceeded',
      arn,
      'writes to table "music" exceed its configured maximum (TableWriteMaxOnDemandThroughputExceeded)',
      'slow down, or raise the on-demand maximum of the table',
    ],
    [
      'IndexReadProvisionedThroughputExceeded',
      `${arn}/index/i`,
      'reads from index "i" of table "music" exceed its provisioned throughput (IndexReadProvisionedThroughputExceeded)',
      'slow down, or raise its provisioned throughput',
    ],
    [
      'TableReadAccountLimitExceeded',
      arn,
      `reads from table "music" exceed the AWS account's limit (TableReadAccountLimitExceeded)`,
      'slow down, or request a higher quota for the account',
    ],
  ])('throttling for %s names the limit, and the table or index', (reason, resource, text, cure) => {
    const reasons = [{ reason, resource }];
    const error = serviceError('ThrottlingException', 'Throughput exceeds', { ThrottlingReasons: reasons });
    expect(fromAwsError(error, context)).toMatchObject({
      code: 'Throttled',
      exitCode: 7,
      message: `ThrottlingException: Throughput exceeds (GetItem, after retries); ${text}`,
      suggestions: [cure, LATER],
      details: { awsError: 'ThrottlingException', throttlingReasons: reasons },
    });
  });

  test('throttling without a reason, and for one that is not known yet', () => {
    const plain = serviceError('ProvisionedThroughputExceededException', 'Slow down');
    expect(fromAwsError(plain, context)).toMatchObject({
      message: 'ProvisionedThroughputExceededException: Slow down (GetItem, after retries)',
      suggestions: [LATER],
    });
    const ThrottlingReasons = [{ reason: 'TableReadMoonPhase', resource: arn }];
    expect(
      fromAwsError(serviceError('ThrottlingException', 'x', { ThrottlingReasons }), context),
    ).toMatchObject({
      message: `ThrottlingException: x (GetItem, after retries); TableReadMoonPhase ${arn}`,
      suggestions: [LATER],
    });
  });

  test('a query on an index that is not there', () => {
    const error = serviceError('ResourceNotFoundException', 'Requested resource not found: Index: by-artist');
    expect(fromAwsError(error, { ...context, indexName: 'by-artist' })).toMatchObject({
      code: 'IndexNotFound',
      exitCode: 4,
      message:
        'index "by-artist" of table "music" does not exist: Requested resource not found: Index: by-artist',
    });
  });

  test('UpdateTable, which these credentials may not call, points to the proxy', () => {
    const error = serviceError('AccessDeniedException', 'not authorized to perform: dynamodb:UpdateTable');
    expect(fromAwsError(error, { ...context, operation: 'UpdateTable' })).toMatchObject({
      code: 'AccessDenied',
      suggestions: [
        'these credentials cannot call UpdateTable; index changes go through the proxy, unless AUTODYNE_PROXY_URL is direct',
      ],
    });
  });

  test('a table that CreateTable finds in its place', () => {
    const error = serviceError('ResourceInUseException', 'Table already exists: music');
    expect(fromAwsError(error, { ...context, operation: 'CreateTable' })).toMatchObject({
      code: 'AlreadyExists',
      exitCode: 5,
      message: 'table "music" already exists: Table already exists: music',
    });
  });

  test.each([
    [
      [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }],
      'ConditionFailed',
      'request 2: ConditionalCheckFailed: The conditional request failed',
    ],
    [
      [{ Code: 'TransactionConflict' }, { Code: 'ThrottlingError' }],
      'Throttled',
      'request 1: TransactionConflict; request 2: ThrottlingError',
    ],
    [
      [{ Code: 'ValidationError', Message: 'bad' }, { Code: 'TransactionConflict' }],
      'RefusedByService',
      'request 1: ValidationError: bad; request 2: TransactionConflict',
    ],
    [undefined, 'RefusedByService', 'Transaction cancelled'],
  ])('a canceled transaction: %j', (CancellationReasons, code, why) => {
    const error = serviceError('TransactionCanceledException', 'Transaction cancelled', {
      CancellationReasons,
    });
    expect(fromAwsError(error, context)).toMatchObject({
      code,
      message: `the transaction was canceled; nothing was changed: ${why}`,
    });
  });

  test('keeps the request id, and does not change our own errors or those not of AWS', () => {
    const withId = Object.assign(serviceError('ValidationException', 'x'), {
      $metadata: { httpStatusCode: 400, requestId: 'ABC' },
    });
    expect(fromAwsError(withId, context)).toMatchObject({
      details: { operation: 'GetItem', awsError: 'ValidationException', requestId: 'ABC' },
    });
    const told = new AutodyneError('InvalidInput', 'x');
    expect(fromAwsError(told, context)).toBe(told);
    const bug = new TypeError('x is not a function');
    expect(fromAwsError(bug, context)).toBe(bug);
    expect(fromAwsError(undefined, context)).toBe(undefined);
  });
});
