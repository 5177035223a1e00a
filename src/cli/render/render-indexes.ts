import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import { countText } from '../../lib/errors/count-text.ts';
import { type IndexSchema, type KeyAttribute, tableSchema } from '../../lib/items/keys/key-schema.ts';
import { renderColumns } from './columns.ts';
import { sizeText } from './size-text.ts';

type WireIndex = GlobalSecondaryIndexDescription | LocalSecondaryIndexDescription;

const COLUMNS = ['index', 'partition key', 'sort key', 'projection', 'status', 'items', 'size'];

/** A table's indexes, or those of some names, for a person: aligned, a line each; nothing where there is none. */
export function renderIndexes(table: TableDescription, names?: readonly string[]): string {
  const descriptions: WireIndex[] = [
    ...(table.GlobalSecondaryIndexes ?? []),
    ...(table.LocalSecondaryIndexes ?? []),
  ];
  const indexes = tableSchema(table).indexes.filter(({ name }) => names?.includes(name) ?? true);
  return renderColumns(
    COLUMNS,
    indexes.map((index) =>
      indexRow(
        index,
        descriptions.find(({ IndexName }) => IndexName === index.name),
      ),
    ),
  );
}

function indexRow(index: IndexSchema, description: WireIndex | undefined): string[] {
  return [
    index.name,
    keysText(index.partitionKeys),
    keysText(index.sortKeys),
    index.projection === 'INCLUDE' ? `INCLUDE ${index.nonKeyAttributes.join(', ')}` : index.projection,
    statusText(index, description),
    countText(description?.ItemCount),
    sizeText(description?.IndexSizeBytes ?? 0),
  ];
}

function keysText(keys: readonly KeyAttribute[]): string {
  return keys.map(({ name, type }) => `${name}:${type}`).join(' ') || '-';
}

function statusText(index: IndexSchema, description: WireIndex | undefined): string {
  if (index.kind === 'local') return 'local';
  const isFilling = description !== undefined && 'Backfilling' in description && description.Backfilling;
  return isFilling && index.status === 'CREATING' ? 'CREATING (backfilling)' : (index.status ?? '');
}
