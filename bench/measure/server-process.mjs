import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the wire-speed server with so many items made beforehand. */
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
    /** How many items a table holds, which is up to a page more than it was asked to. */
    async itemCount(TableName) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'x-amz-target': 'DynamoDB_20120810.DescribeTable' },
        body: JSON.stringify({ TableName }),
      });
      const { Table } = await answer.json();
      return Table.ItemCount;
    },
    stop: () => child.disconnect(),
  };
}
