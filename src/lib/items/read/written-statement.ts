import { AutodyneError } from '../../errors/autodyne-error.ts';
import { countOf } from '../../errors/count-text.ts';
import { WAYS } from '../../errors/ways.ts';
import { isSelect, statementTargets, statementTokens } from '../../wire/partiql-tables.ts';
import type { TableSchema } from '../keys/key-schema.ts';

/** A PartiQL statement as it was typed, and what it does. */
export interface WrittenStatement {
  /** With the table's name for each `{table}`. */
  statement: string;
  isSelect: boolean;
  /** The first token, such as `INSERT`. */
  verb: string;
  indexName: string | undefined;
  /** A SELECT may leave out items that it reads. */
  isFiltered: boolean;
}

/** Stands for the table's name, in the quotes that most names need. */
const TABLE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\{table\}/g;

/**
 * Reads a statement for one table. It may name the table as `{table}`.
 * @throws AutodyneError `InvalidUsage` where it names another table, or this one without the quotes that it needs, or has
 *   another number of `?` than there are parameters
 */
export function readStatement(text: string, tableName: string, parameterCount: number): WrittenStatement {
  const quoted = `"${tableName}"`;
  const statement = text.replace(TABLE, (token) => (token === '{table}' ? quoted : token));
  const tokens = statementTokens(statement);
  const verb = (tokens[0] ?? '').toUpperCase();
  const [target] = statementTargets(statement);
  if (target !== undefined && target.tableName !== tableName)
    throw otherTable(statement, target.tableName, tableName);
  const marks = tokens.filter((token) => token === '?').length;
  if (marks !== parameterCount) {
    const count = marks === 1 ? 'one "?"' : `${marks} "?"`;
    throw new AutodyneError(
      'InvalidUsage',
      `the statement has ${count}, but ${countOf(parameterCount, 'parameter')} ${parameterCount === 1 ? 'is' : 'are'} given`,
      { suggestions: [WAYS.giveParameters] },
    );
  }
  const isRead = isSelect(statement);
  return {
    statement,
    isSelect: isRead,
    verb,
    indexName: target?.indexName,
    isFiltered: tokens.some((token) => token.toUpperCase() === 'WHERE'),
  };
}

function otherTable(statement: string, named: string, tableName: string): AutodyneError {
  const isUnquoted = statement.replace(TABLE, '').includes(tableName);
  if (isUnquoted) {
    return new AutodyneError('InvalidUsage', `the name of table "${tableName}" must be in double quotes`, {
      suggestions: ['or write {table} for it, without quotes'],
    });
  }
  return new AutodyneError(
    'InvalidUsage',
    `the statement is for table "${named}", but the selected table is "${tableName}"`,
    {
      suggestions: [
        'write {table} for the name of the selected table',
        `to select the other one: --table ${named}`,
      ],
    },
  );
}

/**
 * True for a SELECT that may leave out items that it reads: unless it has no WHERE, or one that names the partition key
 * with `=`, and no attribute but the key's.
 */
export function filtersItems(
  { statement, isFiltered, indexName }: WrittenStatement,
  schema: TableSchema,
): boolean {
  if (!isFiltered) return false;
  const index = schema.indexes.find(({ name }) => name === indexName);
  const partitionKeys = index?.partitionKeys ?? [schema.key.partitionKey];
  const sortKeys = index === undefined ? [schema.key.sortKey] : index.sortKeys;
  const tokens = statementTokens(statement);
  const where = tokens.slice(tokens.findIndex((token) => token.toUpperCase() === 'WHERE') + 1);
  const plain = where.map((token) => token.replaceAll('"', ''));
  const keyNames = new Set([...partitionKeys, ...sortKeys].map((key) => key?.name));
  const isKeyOnly = where.every(
    (token, at) =>
      !/^["\w]/.test(token) || /^\d/.test(token) || IN_KEY_CONDITIONS.test(token) || keyNames.has(plain[at]),
  );
  const isEqual = partitionKeys.every(({ name }) => plain[plain.indexOf(name) + 1] === '=');
  return !(isKeyOnly && isEqual);
}

/** OR, NOT and IN are not among them: they make a condition a filter, or several reads. */
const IN_KEY_CONDITIONS = /^(?:AND|BETWEEN|BEGINS_WITH|ORDER|BY|ASC|DESC)$/i;

/** True for a SELECT that cannot but read all of the table or index: it never names its partition key. */
export function readsAll(
  { statement, isSelect: isRead, indexName }: WrittenStatement,
  schema: TableSchema,
): boolean {
  const index = schema.indexes.find(({ name }) => name === indexName);
  const [key] = index?.partitionKeys ?? [schema.key.partitionKey];
  const names = new Set(statementTokens(statement).map((token) => token.replaceAll('"', '')));
  return isRead && key !== undefined && !names.has(key.name);
}
