/**
 * A DynamoDB of pages that were made beforehand, so that a client is what is measured, run as a process of its own
 * (`fork`). A table named `items-N` has N items; `sink` is empty whatever is written into it, and what is written is
 * counted. `users-NAME` is the table of a contestant of the models' bench. It sends `{ url }` when it is ready, and replies to each message with the counts since the last one.
 */
import { createServer } from 'node:net';
import { crc32 } from 'node:zlib';
import { readRequests, responseHead } from './http.mjs';
import { makeItemPages, makeTable, pageAfter } from './pages.mjs';
import { contestantOfTable, userPage, userResponse } from './users.mjs';

const itemPages = makeItemPages(Number(process.argv[2]));
const tables = new Map([['sink', { itemCount: 0, sizeBytes: 0, pages: [] }]]);
let counts = { served: 0, taken: 0 };

const operations = {
  DescribeTable: (input) => describeTable(input.TableName),
  DescribeTimeToLive: () => ({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }),
  ListTagsOfResource: () => ({ Tags: [] }),
  GetItem: ({ TableName, Key }) => userResponse(contestantOfTable(TableName), Key.id.S),
  PutItem: () => {
    counts.taken += 1;
    return {};
  },
};

const server = createServer({ noDelay: true }, (socket) => {
  readRequests(socket, (operation, body) => {
    if (operation === 'BatchWriteItem') takeItems(socket, body);
    else if (operation === 'Scan') sendPage(socket, JSON.parse(body));
    else if (operation === 'Query') sendUsers(socket, JSON.parse(body));
    else if (operations[operation]) sendJson(socket, 200, operations[operation](JSON.parse(body)));
    else
      sendJson(socket, 400, {
        __type: 'com.amazon.coral.service#UnknownOperationException',
        message: operation,
      });
  });
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', () => {
  process.send(counts);
  counts = { served: 0, taken: 0 };
});
process.on('disconnect', () => process.exit());

function tableOf(name) {
  if (contestantOfTable(name) !== undefined) return { itemCount: 0, sizeBytes: 0 };
  const [, items] = /^items-(\d+)$/.exec(name) ?? [];
  if (!tables.has(name)) tables.set(name, makeTable(itemPages, Number(items)));
  return tables.get(name);
}

function describeTable(TableName) {
  const { itemCount, sizeBytes } = tableOf(TableName);
  return {
    Table: {
      TableName,
      TableStatus: 'ACTIVE',
      TableArn: `arn:aws:dynamodb:eu-west-1:123456789012:table/${TableName}`,
      CreationDateTime: 1_700_000_000,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      ItemCount: itemCount,
      TableSizeBytes: sizeBytes,
    },
  };
}

function sendPage(socket, { TableName, Segment = 0, TotalSegments = 1, ExclusiveStartKey }) {
  const { pages } = tableOf(TableName);
  const segmentStart = (segment) => Math.floor((pages.length * segment) / TotalSegments);
  const index = ExclusiveStartKey ? pageAfter(ExclusiveStartKey) : segmentStart(Segment);
  const segmentEnd = segmentStart(Segment + 1);
  if (index >= segmentEnd) {
    sendJson(socket, 200, { Count: 0, ScannedCount: 0, Items: [] });
    return;
  }
  const { start, itemCount, amid, last } = pages[index];
  const { head, end } = index + 1 < segmentEnd ? amid : last;
  counts.served += itemCount;
  socket.cork();
  socket.write(head, 'latin1');
  socket.write(start);
  socket.write(end, 'latin1');
  socket.uncork();
}

function sendUsers(socket, { TableName, ExclusiveStartKey }) {
  const { head, body } = userPage(contestantOfTable(TableName), ExclusiveStartKey);
  socket.cork();
  socket.write(head, 'latin1');
  socket.write(body);
  socket.uncork();
}

function takeItems(socket, body) {
  const taken = countPuts(body);
  counts.taken += taken;
  const cost = `{"ConsumedCapacity":[{"CapacityUnits":${taken}.0,"TableName":"sink"}],"UnprocessedItems":{}}`;
  send(socket, 200, cost);
}

/**
 * Counts `"PutRequest"`, which no item of the bench contains. Searching for its R takes a tenth of the time of searching
 * for the whole name.
 */
function countPuts(body) {
  let count = 0;
  for (let at = body.indexOf(0x52); at >= 0; at = body.indexOf(0x52, at + 1))
    if (body[at - 1] === 0x74 && body[at - 2] === 0x75 && body[at - 3] === 0x50 && body[at - 4] === 0x22)
      count += 1;
  return count;
}

function sendJson(socket, status, output) {
  send(socket, status, JSON.stringify(output));
}

/** @param json of ASCII only */
function send(socket, status, json) {
  socket.write(responseHead(status, json.length, crc32(json)) + json, 'latin1');
}
