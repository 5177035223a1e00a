import { countOf } from '../../lib/errors/count-text.ts';
import type { KeyAttribute } from '../../lib/items/keys/key-schema.ts';
import type { ListedIndex, ListedModel } from '../../lib/model/describe/list-models.ts';
import type { GeneratedModels } from '../../lib/model/generate/generate-models.ts';
import { keyAttributeText } from '../../lib/tables/table-key.ts';
import { drawFacts } from '../render/draw-facts.ts';

/** A block for each model: its table and keys, its indexes, its fields. */
export function renderModels(models: readonly ListedModel[]): string {
  return models.map(modelText).join('\n\n');
}

function modelText({ name, table, partitionKey, sortKey, indexes, fields }: ListedModel): string {
  const keys = keysText(sortKey === null ? [partitionKey] : [partitionKey, sortKey]);
  return [
    `${name} (table ${table}, key ${keys})`,
    ...columns(
      indexes.map((index) => [`index ${index.name}`, indexKeys(index), index.projection, stateOf(index)]),
    ),
    ...columns(
      fields.map((field) => [
        field.name,
        field.type,
        field.storedAs ?? '-',
        field.attribute === field.name ? '' : `stored as "${field.attribute}"`,
      ]),
    ),
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const cellsAt = (at: number): string[] => rows.map((row) => row[at] ?? '');
  // Indented.
  return drawFacts(
    [0, 1, 2, 3].map((at) => ({ cells: cellsAt(at).map((cell) => (at === 0 ? `  ${cell}` : cell)) })),
  );
}

function indexKeys({ partitionKeys, sortKeys }: ListedIndex): string {
  return keysText([...partitionKeys, ...sortKeys]);
}

function keysText(keys: readonly KeyAttribute[]): string {
  return keys.map(keyAttributeText).join(', ');
}

function stateOf({ isThere }: ListedIndex): string {
  if (isThere === null) return 'unknown: the table may not be described';
  return isThere ? 'exists' : 'missing';
}

/** The file that was created, the size of the sample, a line for each model. */
export function renderGenerated(
  file: string,
  { models, sampledItems, isWhole }: Pick<GeneratedModels, 'models' | 'sampledItems' | 'isWhole'>,
): string {
  const rows = models.map(({ className, items, fields, subclasses }) => [
    className,
    countOf(items, 'item'),
    countOf(fields.length, 'field'),
    subclasses.length === 0 ? '' : countOf(subclasses.length, 'subclass', 'subclasses'),
  ]);
  const sample = `${countOf(sampledItems, 'item')}${isWhole ? ' (all)' : ''}`;
  return [`${file} created from ${sample}`, ...columns(rows)].join('\n');
}
