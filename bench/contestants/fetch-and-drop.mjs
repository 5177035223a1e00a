/**
 * Asks for every page and drops it, over bare `node:http`, unsigned: what no client on Node can be faster than.
 * Arguments: URL TABLE SEGMENTS. Prints how many bytes came.
 */
import { Agent, request } from 'node:http';

const [url, TableName, segments] = process.argv.slice(2);
const TotalSegments = Number(segments);
const agent = new Agent({ keepAlive: true });
/** The key that a page ended with lies near its end. */
const TAIL_BYTES = 256;

const sizes = await Promise.all(Array.from({ length: TotalSegments }, (_, segment) => fetchSegment(segment)));
agent.destroy();
console.log(sizes.reduce((sum, size) => sum + size, 0));

async function fetchSegment(Segment) {
  let sizeBytes = 0;
  let ExclusiveStartKey;
  do {
    const page = await fetchPage({ TableName, Segment, TotalSegments, ExclusiveStartKey });
    sizeBytes += page.sizeBytes;
    const [, key] = /"LastEvaluatedKey":(\{.*?\}\})/.exec(page.tail) ?? [];
    ExclusiveStartKey = key && JSON.parse(key);
  } while (ExclusiveStartKey);
  return sizeBytes;
}

function fetchPage(input) {
  const body = JSON.stringify(input);
  const headers = {
    'x-amz-target': 'DynamoDB_20120810.Scan',
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      let sizeBytes = 0;
      let before = Buffer.alloc(0);
      let latest = before;
      response.on('data', (piece) => {
        sizeBytes += piece.length;
        before = latest;
        latest = piece;
      });
      response.on('end', () => resolve({ sizeBytes, tail: tailOf(before) + tailOf(latest) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function tailOf(piece) {
  return piece.toString('latin1', Math.max(0, piece.length - TAIL_BYTES));
}
