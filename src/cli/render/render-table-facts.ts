import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { countOf, countText } from '../../lib/errors/count-text.ts';
import { type IndexSchema, type KeyAttribute, tableSchema } from '../../lib/items/keys/key-schema.ts';
import { cleanText } from './clean-text.ts';
import { palette } from './palette.ts';
import { sizeText } from './size-text.ts';

const KEY_TYPE_NAMES = { S: 'string', N: 'number', B: 'binary' } as const;

/**
 * The table's facts for a person: one aligned line each, an index a line below them.
 * The count and the size are as old as DynamoDB makes them (it counts about every six hours), which is said.
 */
export function renderTableFacts(table: TableDescription): string {
  const schema = tableSchema(table);
  const facts: [string, string][] = [
    ['table', table.TableName ?? ''],
    ['status', table.TableStatus ?? ''],
    ['partition key', keyText(schema.key.partitionKey)],
    ...(schema.key.sortKey === undefined
      ? []
      : [['sort key', keyText(schema.key.sortKey)] as [string, string]]),
    ['billing mode', billingText(table)],
    ['items', `${countText(table.ItemCount)} ${AGE}`],
    ['size', `${sizeText(table.TableSizeBytes ?? 0)} ${AGE}`],
    ['created', table.CreationDateTime?.toISOString().replace(/\.\d+Z$/, 'Z') ?? ''],
    ['indexes', schema.indexes.length === 0 ? 'none' : String(schema.indexes.length)],
  ];
  const colors = palette(process.stdout);
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${colors.dim(name.padEnd(width))}  ${cleanText(value)}`);
  for (const index of schema.indexes) lines.push(`  ${cleanText(indexText(index))}`);
  return lines.join('\n');
}

const AGE = '(counted by DynamoDB about every 6 hours)';

function keyText(key: KeyAttribute): string {
  return `${key.name} (${KEY_TYPE_NAMES[key.type]})`;
}

function billingText(table: TableDescription): string {
  if (table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return 'on demand';
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = table.ProvisionedThroughput ?? {};
  return read === 0 && write === 0
    ? 'on demand'
    : `provisioned: ${countOf(read, 'read unit')}, ${countOf(write, 'write unit')} a second`;
}

/** One line for an index: name, keys, what it projects, whether it can be read. */
export function indexText(index: IndexSchema): string {
  const keys = [...index.partitionKeys, ...index.sortKeys].map(keyText).join(', ');
  const included = index.projection === 'INCLUDE' ? `: ${index.nonKeyAttributes.join(', ')}` : '';
  const status = index.kind === 'local' ? 'local' : (index.status ?? '');
  return `${index.name}  ${keys}  ${index.projection}${included}  ${status}`;
}
