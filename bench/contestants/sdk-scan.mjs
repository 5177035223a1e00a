/**
 * The straightforward way: ScanCommand of AWS's SDK, all segments at once, JSON.stringify of each item, lines into a
 * file. Arguments: URL TABLE SEGMENTS FILE gzip|none.
 */
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { openLines } from './lines-out.mjs';
import { sdkClient } from './sdk.mjs';

const [url, TableName, segments, file, compression] = process.argv.slice(2);
const TotalSegments = Number(segments);
const client = sdkClient(url);
const lines = openLines(file, compression);

await Promise.all(Array.from({ length: TotalSegments }, (_, Segment) => scanSegment(Segment)));
await lines.close();
client.destroy();

async function scanSegment(Segment) {
  for await (const page of paginateScan({ client }, { TableName, Segment, TotalSegments })) {
    await lines.write(page.Items);
  }
}
