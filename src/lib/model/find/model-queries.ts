import { AutodyneError } from '../../errors/autodyne-error.ts';
import { describeTable } from '../../items/read/describe-table.ts';
import { statementPages } from '../../items/read/execute-statement.ts';
import { readWhereKey, type WhereKey } from '../conditions/where-key.ts';
import type { Model, ModelField } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';
import { dumpDocument, loadDocument } from '../fields/document-value.ts';
import { documentRules } from '../fields/make-field-type.ts';
import type { GivenValues } from '../persist/update-record.ts';
import { readyTable } from '../tables/ready-table.ts';
import { findRecord, findRecords, isManyKeys } from './find-records.ts';
import { chainRecords } from './read-chain.ts';
import { RecordChain } from './record-chain.ts';

/**
 * By the index that has exactly these keys, whatever it projects.
 * @throws AutodyneError `MissingIndex` where no index has exactly these keys, InvalidQuery
 */
export async function findAllBySecondaryIndex(
  model: Model,
  partitionKey: GivenValues,
  options: { range?: GivenValues; scanIndexForward?: boolean; limit?: number } = {},
): Promise<object[]> {
  const { range = {}, scanIndexForward = true, limit } = options;
  const [key, ...others] = Object.keys(partitionKey).map((name) => readWhereKey(model, name));
  if (key === undefined || key.operator !== 'eq' || others.length > 0) {
    throw invalid(model, 'findAllBySecondaryIndex takes the value of one partition key: { city: "Chicago" }');
  }
  const sorts = new Set(Object.keys(range).map((name) => readWhereKey(model, name).field));
  if (sorts.size > 1) throw invalid(model, 'the range of findAllBySecondaryIndex is of one sort key');
  const [sort] = sorts;
  const query = {
    conditions: [partitionKey, range],
    expressions: [],
    indexName: indexWithKeys(model, key, sort),
    isForward: scanIndexForward,
    ...(limit === undefined ? {} : { recordLimit: limit }),
  };
  return chainRecords(model, query);
}

function indexWithKeys(model: Model, { field }: WhereKey, sort: ModelField | undefined): string {
  const found = model.indexes.find(({ schema: { partitionKeys, sortKeys } }) => {
    const isPartition = partitionKeys.length === 1 && partitionKeys[0]?.name === field.attribute;
    return isPartition && sortKeys.length <= 1 && sortKeys[0]?.name === sort?.attribute;
  });
  if (found !== undefined) return found.schema.name;
  const keys = `partitionKey: '${field.name}'${sort === undefined ? '' : `, sortKey: '${sort.name}'`}`;
  throw new AutodyneError(
    'MissingIndex',
    `${model.name} declares no index with exactly these keys: { ${keys} }`,
    {
      suggestions: [`declare it: globalSecondaryIndexes: [{ ${keys} }]`],
      details: { model: model.name },
    },
  );
}

/** By key, or several keys, which must all be there; or by conditions. */
export async function existsRecord(model: Model, given: unknown): Promise<boolean> {
  if (isConditions(given)) return new RecordChain(model).where(given).exists();
  if (!Array.isArray(given) || !isManyKeys(model, given)) {
    return (await findRecord(model, given, { raiseError: false })) !== null;
  }
  const found = await findRecords(model, given, { raiseError: false });
  return found.length === given.length;
}

function isConditions(given: unknown): given is GivenValues {
  if (typeof given !== 'object' || given === null) return false;
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === Object.prototype || prototype === null;
}

/** DescribeTable's figure, of the whole table. */
export async function approximateCount(model: Model): Promise<number> {
  const { client, tableName } = await readyTable(model);
  return (await describeTable(client, tableName)).ItemCount ?? 0;
}

/** ExecuteStatement, all pages; by the attributes' names. @throws AutodyneError as the service fails */
export async function executeModelStatement(
  model: Model,
  statement: string,
  parameters: readonly unknown[],
): Promise<Record<string, unknown>[]> {
  const rules = documentRules(model.settings);
  const { client } = await readyTable(model);
  const request = { statement, parameters: parameters.map((value) => dumpDocument(value, rules)) };
  const rows: Record<string, unknown>[] = [];
  for await (const { items } of statementPages(client, request)) {
    for (const item of items) rows.push(loadDocument({ M: item }, rules) as Record<string, unknown>);
  }
  return rows;
}

function invalid(model: Model, problem: string): InvalidQuery {
  return new InvalidQuery(`${model.name}: ${problem}`, { details: { model: model.name } });
}
