/**
 * `@shelf/dynamodb-parallel-scan` as its README streams, JSON.stringify of each (unmarshalled) item, lines into a file.
 * Arguments: URL TABLE SEGMENTS FILE.
 */
import { parallelScanAsStream } from '@shelf/dynamodb-parallel-scan';
import { openLines } from './lines-out.mjs';
import { sdkClient } from './sdk.mjs';

const [url, TableName, segments, file] = process.argv.slice(2);
const chunks = await parallelScanAsStream(
  { TableName },
  { concurrency: Number(segments), chunkSize: 1000, highWaterMark: 16, client: sdkClient(url) },
);
const lines = openLines(file, 'none');
for await (const items of chunks) await lines.write(items);
await lines.close();
// It leaves a timer of 24 days behind.
process.exit(0);
