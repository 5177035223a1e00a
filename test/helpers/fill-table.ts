import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Puts items into a table, as many as there are, by BatchWriteItem. */
export async function fillTable(
  client: DynamoDBClient,
  tableName: string,
  items: readonly Record<string, AttributeValue>[],
): Promise<void> {
  for (let at = 0; at < items.length; at += 25) {
    const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
  }
}

/** Items with text ids from `item-00000` on, and some kilobytes of text if wanted. */
export function numberedItems(count: number, textBytes = 0): Record<string, AttributeValue>[] {
  return Array.from({ length: count }, (_, index) => ({
    id: { S: `item-${String(index).padStart(5, '0')}` },
    number: { N: String(index) },
    ...(textBytes === 0 ? {} : { text: { S: 'x'.repeat(textBytes) } }),
  }));
}

/** One item with every type, nested and odd, whose bytes must survive anything. */
export const ODD_ITEM: Record<string, AttributeValue> = JSON.parse(
  '{"id":{"S":"odd \\u00e9 \\ud83d\\ude00 \\n"},"__proto__":{"S":"legal"},"a.b":{"S":""},"n":{"NS":["1.10","-0.5","12345678901234567890123456789012345678"]},"ss":{"SS":["y","x"]},"empty":{"L":[]},"map":{"M":{"constructor":{"BOOL":false},"deep":{"L":[{"M":{}},{"NULL":true},{"N":"1E-130"}]}}}}',
);
ODD_ITEM['bin'] = { B: Uint8Array.of(0, 1, 255) };
ODD_ITEM['bins'] = { BS: [Uint8Array.of(), Uint8Array.of(7)] };
ODD_ITEM['nested'] = { L: [{ M: { b: { B: Uint8Array.of(9) } } }] };
