import { expect, test } from 'vitest';
import { csvHeader } from '../../src/lib/csv/column-name.ts';
import { csvText } from '../../src/web/items/csv-text.ts';

const facts = { partitionKey: { name: 'id', type: 'S' }, sortKey: null };

test.each(['a.b', 'a\\', 'a[0]', 'plain'])('the header of %s is that of the command line', (name) => {
  const items = [{ id: { S: '1' }, [name]: { N: '5' } }];
  const [header] = csvText(items, facts as unknown as Parameters<typeof csvText>[1], ['id']).split('\n');
  expect(header).toBe(csvHeader([name]));
});
