import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the wire-speed server with this number of items, which are made before. */
export async function startServer(itemCount) {
  const child = fork(join(import.meta.dirname, '../server/wire-server.mjs'), [String(itemCount)]);
  const [{ url }] = await once(child, 'message');
  return {
    url,
    /** Items served by Scan and taken by BatchWriteItem since the last call. */
    async takeCounts() {
      child.send('counts');
      const [counts] = await once(child, 'message');
      return counts;
    },
    /** The number of items of a table, which is up to one page more than requested. */
    async itemCount(TableName) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDB_20120810.DescribeTable' },
        body: JSON.stringify({ TableName }),
      });
      const { Table } = await response.json();
      return Table.ItemCount;
    },
    stop: () => child.disconnect(),
  };
}
