import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { countOf, countText } from '../../lib/errors/count-text.ts';
import { type IndexSchema, type KeyAttribute, tableSchema } from '../../lib/items/keys/key-schema.ts';
import { drawFacts } from './draw-facts.ts';
import { palette } from './palette.ts';
import { sizeText } from './size-text.ts';

const KEY_TYPE_NAMES = { S: 'string', N: 'number', B: 'binary' } as const;

/**
 * The description of a table: one aligned line for each property, then one line for each index. Item count and size are
 * printed with a note on their age: DynamoDB updates them about every six hours.
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
  const lines = drawFacts([
    { cells: facts.map(([name]) => name), style: palette(process.stdout).dim },
    { cells: facts.map(([, value]) => value) },
  ]);
  return [...lines, ...indexLines(schema.indexes)].join('\n');
}

const AGE = '(updated by DynamoDB about every 6 hours)';

function keyText(key: KeyAttribute): string {
  return `${key.name} (${KEY_TYPE_NAMES[key.type]})`;
}

function billingText(table: TableDescription): string {
  if (table.BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return 'on demand';
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = table.ProvisionedThroughput ?? {};
  return read === 0 && write === 0
    ? 'on demand'
    : `provisioned: ${countOf(read, 'read unit')}, ${countOf(write, 'write unit')} per second`;
}

function indexLines(indexes: readonly IndexSchema[]): string[] {
  if (indexes.length === 0) return [];
  const lines = drawFacts([
    // Indented.
    { cells: indexes.map(({ name }) => `  ${name}`) },
    { cells: indexes.map((index) => [...index.partitionKeys, ...index.sortKeys].map(keyText).join(', ')) },
    { cells: indexes.map(projectionText) },
    { cells: indexes.map(({ kind, status }) => (kind === 'local' ? 'local' : (status ?? ''))) },
  ]);
  return lines;
}

function projectionText({ projection, nonKeyAttributes }: IndexSchema): string {
  return projection === 'INCLUDE' ? `INCLUDE: ${nonKeyAttributes.join(', ')}` : projection;
}
