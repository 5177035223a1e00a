import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { commandText } from '../errors/command-text.ts';
import { type IndexSchema, type KeyType, keyAttributesOf, tableSchema } from '../items/keys/key-schema.ts';
import type { IndexChange } from './index-request.ts';
import type { IndexSpec } from './index-spec.ts';

export interface PlannedChange {
  change: IndexChange;
  /** The change is made already: nothing is to be sent. */
  isMade: boolean;
}

/**
 * Compares changes, in their order, with a table, and decides which of them are still to be made. An index that exists
 * as requested is made, one that does not exist is deleted; and an index that is deleted to be created anew is not
 * deleted again when the new one exists. So the same changes can be planned again after an interruption.
 * @throws AutodyneError `AlreadyExists` where another index has that name; `InvalidInput` where an attribute has
 *   another type as a key already, or the index is a local one
 */
export function planIndexChanges(changes: readonly IndexChange[], table: TableDescription): PlannedChange[] {
  const schema = tableSchema(table);
  const indexes = new Map<string, IndexSchema | IndexSpec>(
    schema.indexes.map((index) => [index.name, index]),
  );
  const locals = new Set(schema.indexes.flatMap(({ kind, name }) => (kind === 'local' ? [name] : [])));
  return changes.map((change, at): PlannedChange => {
    if (change.kind === 'delete') {
      if (locals.has(change.name)) throw localIndex(change.name);
      const existing = indexes.get(change.name);
      const isMade = existing === undefined || isCreatedLater(existing, changes.slice(at + 1));
      if (!isMade) indexes.delete(change.name);
      return { change, isMade };
    }
    const { spec } = change;
    const existing = indexes.get(spec.name);
    if (existing !== undefined) {
      if (locals.has(spec.name) || specText(existing) !== specText(spec)) {
        throw anotherIndex(schema.tableName, existing, spec);
      }
      return { change, isMade: true };
    }
    checkKeyTypes(spec, [...keyAttributesOf(schema.key), ...[...indexes.values()].flatMap(indexKeys)]);
    indexes.set(spec.name, spec);
    return { change, isMade: false };
  });
}

/**
 * Checks that a table has a global index of this name.
 * @throws AutodyneError `IndexNotFound`; `InvalidInput` for a local index
 */
export function assertGlobalIndex(table: TableDescription, indexName: string): void {
  const [planned] = planIndexChanges([{ kind: 'delete', name: indexName }], table);
  if (planned?.isMade === false) return;
  const message = `index "${indexName}" of table "${table.TableName}" does not exist`;
  throw new AutodyneError('IndexNotFound', message, {
    suggestions: ['list the indexes: autodyne index list'],
  });
}

function isCreatedLater(existing: IndexSpec, later: readonly IndexChange[]): boolean {
  const next = later.find((change) => change.kind === 'create' && change.spec.name === existing.name);
  return next?.kind === 'create' && specText(next.spec) === specText(existing);
}

function indexKeys(index: IndexSpec): IndexSpec['partitionKeys'] {
  return [...index.partitionKeys, ...index.sortKeys];
}

/** An attribute is defined once for a table and all its indexes. */
function checkKeyTypes(spec: IndexSpec, known: readonly { name: string; type: KeyType }[]): void {
  for (const { name, type } of indexKeys(spec)) {
    const other = known.find((key) => key.name === name && key.type !== type);
    if (other === undefined) continue;
    throw new AutodyneError(
      'InvalidInput',
      `index "${spec.name}": the attribute "${name}" is already a key of type ${other.type}, so it cannot be ${type} here`,
    );
  }
}

function localIndex(name: string): AutodyneError {
  return new AutodyneError('InvalidInput', `index "${name}" is a local index, which cannot be changed`);
}

function anotherIndex(tableName: string, existing: IndexSpec, spec: IndexSpec): AutodyneError {
  return new AutodyneError(
    'AlreadyExists',
    `index "${spec.name}" of table "${tableName}" already exists, with ${specText(existing)}, not ${specText(spec)}`,
    {
      suggestions: [
        `delete it first: ${commandText('index', 'delete', spec.name)}`,
        'or choose another name',
      ],
    },
  );
}

/** An index in one line, the same for the same index: projected attributes have no order. */
function specText(spec: IndexSpec): string {
  const keys = (attributes: IndexSpec['partitionKeys']): string =>
    attributes.map(({ name, type }) => `${name}:${type}`).join(' ');
  const sort = spec.sortKeys.length === 0 ? '' : `, sort key ${keys(spec.sortKeys)}`;
  const included = [...spec.nonKeyAttributes].sort().join(',');
  const projection = spec.projection === 'INCLUDE' ? `INCLUDE ${included}` : spec.projection;
  return `partition key ${keys(spec.partitionKeys)}${sort}, projection ${projection}`;
}
