import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { countText } from '../../lib/errors/count-text.ts';
import { type IndexSchema, type KeyAttribute, tableSchema } from '../../lib/items/keys/key-schema.ts';
import { drawFacts } from './draw-facts.ts';
import { sizeText } from './size-text.ts';

type WireIndex = GlobalSecondaryIndexDescription | LocalSecondaryIndexDescription;

/** One line for each index. @param names only these indexes */
export function renderIndexes(table: TableDescription, names?: readonly string[]): string {
  const descriptions: WireIndex[] = [
    ...(table.GlobalSecondaryIndexes ?? []),
    ...(table.LocalSecondaryIndexes ?? []),
  ];
  const indexes = tableSchema(table)
    .indexes.filter(({ name }) => names?.includes(name) ?? true)
    .map((index) => ({ index, description: descriptions.find(({ IndexName }) => IndexName === index.name) }));
  const cells = (textOf: (index: IndexSchema, description: WireIndex | undefined) => string): string[] =>
    indexes.map(({ index, description }) => textOf(index, description));
  return drawFacts([
    { header: 'index', cells: cells(({ name }) => name) },
    { header: 'partition key', cells: cells(({ partitionKeys }) => keysText(partitionKeys)) },
    { header: 'sort key', cells: cells(({ sortKeys }) => keysText(sortKeys)) },
    { header: 'projection', cells: cells(projectionText) },
    { header: 'status', cells: cells(statusText) },
    { header: 'items', isNumber: true, cells: cells((_, description) => countText(description?.ItemCount)) },
    {
      header: 'size',
      isNumber: true,
      cells: cells((_, description) => sizeText(description?.IndexSizeBytes ?? 0)),
    },
  ]).join('\n');
}

function projectionText({ projection, nonKeyAttributes }: IndexSchema): string {
  return projection === 'INCLUDE' ? `INCLUDE ${nonKeyAttributes.join(', ')}` : projection;
}

function keysText(keys: readonly KeyAttribute[]): string {
  return keys.map(({ name, type }) => `${name}:${type}`).join(' ') || '-';
}

function statusText(index: IndexSchema, description: WireIndex | undefined): string {
  if (index.kind === 'local') return 'local';
  const isFilling = description !== undefined && 'Backfilling' in description && description.Backfilling;
  return isFilling && index.status === 'CREATING' ? 'CREATING (backfilling)' : (index.status ?? '');
}
