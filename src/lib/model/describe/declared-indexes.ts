import type { IndexChange } from '../../indexes/index-request.ts';
import { checkIndexSpec, type IndexSpec } from '../../indexes/index-spec.ts';
import type { KeyAttribute, KeySchema } from '../../items/keys/key-schema.ts';
import type { ModelDescription } from './model-description.ts';

/**
 * The global indexes that models of one table declare, each once, sorted by name, as changes that make them.
 * (Two that differ under one name are refused by the models themselves.)
 * @param tableKey of the table: models call its partition key as they like
 * @throws AutodyneError `InvalidInput` for one that no table can have
 */
export function declaredIndexes(
  models: readonly Pick<ModelDescription, 'indexes' | 'key'>[],
  tableKey: KeySchema,
): IndexChange[] {
  const specs = new Map<string, IndexSpec>();
  for (const { indexes, key } of models) {
    const named = (attribute: KeyAttribute): KeyAttribute =>
      attribute.name === key.partitionKey.name ? tableKey.partitionKey : attribute;
    for (const { kind, name, partitionKeys, sortKeys, projection, nonKeyAttributes } of indexes) {
      if (kind !== 'global') continue;
      specs.set(name, {
        name,
        partitionKeys: partitionKeys.map(named),
        sortKeys: sortKeys.map(named),
        projection,
        nonKeyAttributes,
      });
    }
  }
  const sorted = [...specs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const spec of sorted) checkIndexSpec(spec);
  return sorted.map((spec): IndexChange => ({ kind: 'create', spec }));
}
