import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BytesAnswer, HttpAnswerParser } from '../../../src/lib/client/http-answer-parser.ts';

interface Seen {
  status: number;
  body: string;
  isKeptAlive: boolean;
}

const seen = ({ status, body, isKeptAlive }: BytesAnswer): Seen => ({
  status,
  body: body.toString(),
  isKeptAlive,
});

/** Feeds a parser the pieces, all out of the same memory, as a connection does, and then the connection's end. */
function read(pieces: readonly Buffer[]): Seen[] {
  const parser = new HttpAnswerParser();
  const memory = Buffer.alloc(1024);
  const push = (piece: Buffer): BytesAnswer | undefined => {
    const answer = parser.push(memory.subarray(0, piece.copy(memory)));
    memory.fill(0);
    return answer;
  };
  const answers = [...pieces.map(push), parser.end()];
  return answers.filter((answer) => answer !== undefined).map(seen);
}

const head = (lines: string, status = '200 OK'): string => `HTTP/1.1 ${status}\r\n${lines}\r\n`;

describe('an answer, cut anywhere', () => {
  test.each<[string, string, Seen]>([
    ['with a length', `${head('Content-Length: 3\r\n')}abc`, { status: 200, body: 'abc', isKeptAlive: true }],
    ['of no bytes', head('Content-Length: 0\r\n'), { status: 200, body: '', isKeptAlive: true }],
    [
      'in chunks',
      `${head('Transfer-Encoding: chunked\r\n')}3\r\nabc\r\nA;x=y\r\n\r\n\r\nhijklm\r\n0\r\n\r\n`,
      { status: 200, body: 'abc\r\n\r\nhijklm', isKeptAlive: true },
    ],
    [
      'in chunks, with trailers',
      `${head('Transfer-Encoding: gzip, Chunked\r\n')}1\r\na\r\n0\r\nx: y\r\n\r\n`,
      { status: 200, body: 'a', isKeptAlive: true },
    ],
    [
      'that goes on to the end',
      `${head('a: b\r\n')}to the end`,
      { status: 200, body: 'to the end', isKeptAlive: true },
    ],
    ['that may have no body', head('', '204'), { status: 204, body: '', isKeptAlive: true }],
    [
      'after others that are none',
      `${head('', '100 Continue')}${head('Link: x\r\n', '103 Early Hints')}${head('content-length:1\r\n')}é`.replace(
        'é',
        'x',
      ),
      { status: 200, body: 'x', isKeptAlive: true },
    ],
    [
      'that is the last on its connection',
      `${head('CONNECTION: Close\r\nContent-Length: 1\r\n', '500 Internal Server Error')}x`,
      { status: 500, body: 'x', isKeptAlive: false },
    ],
    [
      'of an old server',
      'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx',
      { status: 200, body: 'x', isKeptAlive: false },
    ],
  ])('%s', (_, text, expected) => {
    const bytes = Buffer.from(text);
    expect(read([bytes])).toEqual([expected]);
    expect(read([...bytes].map((byte) => Buffer.from([byte])))).toEqual([expected]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        expect(read(pieces)).toEqual([expected]);
      }),
    );
  });
});

test('headers are found by their lower-case names, repeated ones joined', () => {
  const answer = new HttpAnswerParser().push(
    Buffer.from(
      head('X-Amzn-RequestId:  ID 1 \r\n__proto__: x\r\nvia: a\r\nVia: b\r\ncontent-length: 0\r\n'),
    ),
  );
  expect(Object.entries(answer?.headers ?? {})).toEqual([
    ['x-amzn-requestid', 'ID 1'],
    ['__proto__', 'x'],
    ['via', 'a, b'],
    ['content-length', '0'],
  ]);
});

test('what comes after an answer is not part of it', () => {
  const parser = new HttpAnswerParser();
  const answer = parser.push(Buffer.from(`${head('content-length: 1\r\n')}xHTTP/1.1 2`));
  expect(answer?.body.toString()).toBe('x');
  expect(parser.isAmidAnswer).toBe(true);
  expect(parser.push(Buffer.from('01 Created\r\ncontent-length: 0\r\n\r\n'))?.status).toBe(201);
  expect(parser.isAmidAnswer).toBe(false);
});

describe('the memory of a body is asked for', () => {
  test.each([
    ['with a length', `${head('content-length: 3\r\n')}abc`, [3]],
    ['in chunks', `${head('transfer-encoding: chunked\r\n')}1\r\na\r\n2\r\nbc\r\n0\r\n\r\n`, [3]],
    ['but for one that tells of a failure', `${head('content-length: 3\r\n', '400 Bad Request')}abc`, []],
  ])('%s', (_, text, expected) => {
    const parser = new HttpAnswerParser();
    const asked: number[] = [];
    parser.allocate = (sizeBytes) => {
      asked.push(sizeBytes);
      return Buffer.alloc(sizeBytes + 10);
    };
    expect(parser.push(Buffer.from(text))?.body.toString()).toBe('abc');
    expect(asked).toEqual(expected);
  });
});

describe('an answer that ends early is none', () => {
  test.each([
    head('content-length: 4\r\n').slice(0, 20),
    `${head('content-length: 4\r\n')}abc`,
    `${head('transfer-encoding: chunked\r\n')}3\r\nabc\r\n`,
  ])('%j', (text) => {
    expect(read([Buffer.from(text)])).toEqual([]);
  });
});

describe('what is not HTTP', () => {
  test.each([
    ['SSH-2.0-OpenSSH_9.6\r\n\r\n', 'HPE_INVALID_CONSTANT'],
    ['HTTP/2 200\r\n\r\n', 'HPE_INVALID_CONSTANT'],
    [head('no colon\r\n'), 'HPE_INVALID_HEADER_TOKEN'],
    [head(': no name\r\n'), 'HPE_INVALID_HEADER_TOKEN'],
    [head('content-length: 1, 2\r\n'), 'HPE_INVALID_CONTENT_LENGTH'],
    [head('content-length: -1\r\n'), 'HPE_INVALID_CONTENT_LENGTH'],
    [head('content-length: 99999999999\r\n'), 'HPE_USER'],
    [`${head('transfer-encoding: chunked\r\n')}xyz\r\n`, 'HPE_INVALID_CHUNK_SIZE'],
    ['x'.repeat(70_000), 'HPE_HEADER_OVERFLOW'],
  ])('%.60j', (text, code) => {
    expect(() => new HttpAnswerParser().push(Buffer.from(text))).toThrow(expect.objectContaining({ code }));
  });
});
