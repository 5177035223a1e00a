import type { AttributePath } from '../keys/attribute-path.ts';
import { type KeyAttribute, keyAttributesOf, type TableSchema } from '../keys/key-schema.ts';
import { invalidRequest } from './expression-error.ts';
import { type ConditionTree, conditionsIn, type Operand, operandsOf } from './expression-tree.ts';
import type { UpdateClauseAction } from './parse-update.ts';

/** DynamoDB takes no key attributes in the filter of a Query. @throws AutodyneError `InvalidUsage` */
export function checkFilterNames(filter: ConditionTree, keys: readonly KeyAttribute[]): void {
  const heads = new Set(pathsIn(filter).map(([head]) => head));
  const key = keys.find(({ name }) => heads.has(name));
  if (key === undefined) return;
  const rule = 'Filter Expression can only contain non-primary key attributes';
  throw invalidRequest(`${rule}: Primary key attribute: ${key.name}`, [
    'write it as a separate condition, or use scan',
  ]);
}

/** Key attributes have nothing inside. @throws AutodyneError `InvalidUsage` */
export function checkKeyPaths(paths: readonly AttributePath[], schema: TableSchema): void {
  const heads = new Set(paths.filter((path) => path.length > 1).map(([head]) => head));
  const key = keyAttributesOf(schema.key).find(({ name }) => heads.has(name));
  if (key !== undefined) throw nestedKey(`Key: ${key.name}`);
  const indexKey = indexKeys(schema).find(({ name }) => heads.has(name));
  if (indexKey !== undefined) throw nestedKey(`IndexKey: ${indexKey.name}`);
}

/** An update changes no key, and keys of indexes only to values of their type. @throws AutodyneError `InvalidUsage` */
export function checkUpdatedKeys(actions: readonly UpdateClauseAction[], schema: TableSchema): void {
  const key = keyAttributesOf(schema.key).find(({ name }) => actions.some(({ path }) => path[0] === name));
  if (key !== undefined) {
    throw invalid(`Cannot update attribute ${key.name}. This attribute is part of the key`);
  }
  for (const { name, type, indexName } of indexKeys(schema)) {
    const action = actions.find(({ path }) => path.length === 1 && path[0] === name);
    if (action?.type === undefined || action.type === type) continue;
    const facts = `Expected: ${type} Actual: ${action.type} IndexName: ${indexName}`;
    throw invalid(`Type mismatch for Index Key ${name} ${facts}`);
  }
  checkKeyPaths(
    actions.map(({ path }) => path),
    schema,
  );
}

/** All paths of a condition. */
export function pathsIn(tree: ConditionTree): AttributePath[] {
  return [...conditionsIn(tree)].flatMap(operandsOf).flatMap(pathOf);
}

function pathOf(operand: Operand): AttributePath[] {
  if (operand.kind === 'size') return pathOf(operand.of);
  return operand.kind === 'path' ? [operand.path] : [];
}

function indexKeys({ indexes }: TableSchema): (KeyAttribute & { indexName: string })[] {
  return indexes.flatMap(({ name: indexName, partitionKeys, sortKeys }) =>
    [...partitionKeys, ...sortKeys].map((key) => ({ ...key, indexName })),
  );
}

function nestedKey(facts: string): Error {
  const rule = "list random access '[]' and map lookup '.' are not allowed";
  return invalidRequest(`Key attributes must be scalars; ${rule}: ${facts}`);
}

function invalid(problem: string): Error {
  return invalidRequest(`One or more parameter values were invalid: ${problem}`);
}
