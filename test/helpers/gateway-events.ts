/** A request before API Gateway turns it into an event. */
export interface Call {
  method?: string;
  body: string;
  /** Writes header names in capitals, or in small letters. */
  headerCase?: 'upper' | 'lower';
  isBase64?: boolean;
  /** The ARN that IAM authorization found; `null` for a route without it. */
  userArn?: string | null;
  /** The route; by default `/dynamodb` of the proxy, the only one with an `X-Target`. */
  path?: string;
}

const USER_ARN = 'arn:aws:iam::123456789012:user/autodyne-User-1ABC';

const HEADERS = {
  Accept: '*/*',
  Authorization:
    'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260301/us-east-1/execute-api/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-target, Signature=0',
  'Content-Type': 'application/x-amz-json-1.0',
  Host: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
  'User-Agent': 'autodyne',
  'X-Amz-Date': '20260301T120000Z',
  'X-Amzn-Trace-Id': 'Root=1-65e1c8c0-0123456789abcdef01234567',
  'X-Forwarded-For': '192.0.2.1',
  'X-Forwarded-Port': '443',
  'X-Forwarded-Proto': 'https',
  'X-Target': 'DynamoDB_20120810.UpdateTable',
};

function headersOf({ headerCase, path = '/dynamodb' }: Call): Record<string, string> {
  const write = (name: string): string => {
    if (headerCase === undefined) return name;
    return headerCase === 'upper' ? name.toUpperCase() : name.toLowerCase();
  };
  const sent = Object.entries(HEADERS).filter(([name]) => path === '/dynamodb' || name !== 'X-Target');
  return Object.fromEntries(sent.map(([name, value]) => [write(name), value]));
}

function bodyOf({ body, isBase64 = false }: Call): { body: string; isBase64Encoded: boolean } {
  return { body: isBase64 ? Buffer.from(body).toString('base64') : body, isBase64Encoded: isBase64 };
}

/** The event that a REST API gives to its function (AWS_PROXY integration). */
export function restEvent(call: Call): object {
  const headers = headersOf(call);
  const userArn = call.userArn === undefined ? USER_ARN : call.userArn;
  const { path = '/dynamodb' } = call;
  return {
    resource: path,
    path,
    httpMethod: call.method ?? 'POST',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      resourceId: 'abc123',
      resourcePath: path,
      httpMethod: call.method ?? 'POST',
      path: `/v1${path}`,
      accountId: '123456789012',
      protocol: 'HTTP/1.1',
      stage: 'v1',
      domainName: HEADERS.Host,
      apiId: 'a1b2c3d4e5',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      requestTimeEpoch: 1772366400000,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: userArn === null ? null : '123456789012',
        caller: userArn === null ? null : 'AIDAEXAMPLE',
        accessKey: userArn === null ? null : 'AKIAEXAMPLE',
        sourceIp: '192.0.2.1',
        user: userArn === null ? null : 'AIDAEXAMPLE',
        userAgent: 'autodyne',
        userArn,
      },
    },
    ...bodyOf(call),
  };
}

/** The event that an HTTP API gives to its function (payload format 2.0): header names in lower case. */
export function httpEvent(call: Call): object {
  const userArn = call.userArn === undefined ? USER_ARN : call.userArn;
  const { path = '/dynamodb' } = call;
  return {
    version: '2.0',
    routeKey: `POST ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: headersOf({ headerCase: 'lower', ...call }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      ...(userArn === null
        ? {}
        : {
            authorizer: {
              iam: {
                accessKey: 'AKIAEXAMPLE',
                accountId: '123456789012',
                callerId: 'AIDAEXAMPLE',
                cognitoIdentity: null,
                principalOrgId: 'aws:PrincipalOrgID',
                userArn,
                userId: 'AIDAEXAMPLE',
              },
            },
          }),
      domainName: HEADERS.Host,
      http: {
        method: call.method ?? 'POST',
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'autodyne',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: `POST ${path}`,
      stage: '$default',
      timeEpoch: 1772366400000,
    },
    ...bodyOf(call),
  };
}
