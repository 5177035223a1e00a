/**
 * The straightforward way back: the lines of a folder's files, parsed, in batches of 25 through BatchWriteItemCommand
 * of AWS's SDK, CONCURRENCY at a time; unprocessed items are sent again. Arguments: URL TABLE CONCURRENCY FOLDER.
 */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { sdkClient } from './sdk.mjs';

const BATCH_ITEMS = 25;
const [url, table, concurrency, folder] = process.argv.slice(2);
const client = sdkClient(url);
const batches = readBatches();

await Promise.all(Array.from({ length: Number(concurrency) }, sendBatches));
client.destroy();

async function sendBatches() {
  for await (const batch of shared(batches)) {
    let requests = { [table]: batch };
    while (Object.keys(requests).length > 0) {
      const command = new BatchWriteItemCommand({ RequestItems: requests, ReturnConsumedCapacity: 'TOTAL' });
      const { UnprocessedItems } = await client.send(command);
      requests = UnprocessedItems ?? {};
    }
  }
}

async function* readBatches() {
  let batch = [];
  for (const name of await readdir(folder)) {
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      batch.push({ PutRequest: { Item: decodeBinary(JSON.parse(line).Item) } });
      if (batch.length < BATCH_ITEMS) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** The SDK wants bytes where JSON has base64; the bench's items have them at the top only. */
function decodeBinary(item) {
  for (const value of Object.values(item)) {
    if (value.B !== undefined) value.B = Buffer.from(value.B, 'base64');
  }
  return item;
}

/** Lets several loops take from one generator, which ends for none before it ends for all. */
async function* shared(generator) {
  for (;;) {
    const { value, done } = await generator.next();
    if (done) return;
    yield value;
  }
}
