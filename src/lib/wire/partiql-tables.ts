/** The table, and the index of it, that a PartiQL statement names, and the permission that it needs. */
export interface StatementTarget {
  tableName: string;
  indexName: string | undefined;
  action: 'PartiQLSelect' | 'PartiQLInsert' | 'PartiQLUpdate' | 'PartiQLDelete';
}

const ACTIONS = {
  SELECT: 'PartiQLSelect',
  EXISTS: 'PartiQLSelect',
  INSERT: 'PartiQLInsert',
  UPDATE: 'PartiQLUpdate',
  DELETE: 'PartiQLDelete',
} as const;

/** A string, a quoted name, an unquoted name or number, or one other character. */
const TOKENS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|[^\s\w]/g;

/** Strings and quoted names with their quotes, unquoted names, numbers, and signs. */
export function statementTokens(statement: string): string[] {
  return statement.match(TOKENS) ?? [];
}

/** True for one SELECT beyond doubt, which changes nothing. */
export function isSelect(statement: string): boolean {
  const tokens = statementTokens(statement);
  return (tokens[0] ?? '').toUpperCase() === 'SELECT' && !tokens.includes(';');
}

/**
 * The tables of a PartiQL statement, with the permission that each needs: every name after FROM, INTO or a leading
 * UPDATE. Empty where none is found; the statement is otherwise left to the server.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */
export function statementTargets(statement: string): StatementTarget[] {
  const tokens = statementTokens(statement);
  const verb = (tokens[0] ?? '').toUpperCase();
  if (!isVerb(verb)) return [];
  return tokens.flatMap((token, at) => {
    const keyword = token.toUpperCase();
    const namesTable = keyword === 'FROM' || keyword === 'INTO' || (keyword === 'UPDATE' && at === 0);
    const tableName = namesTable ? nameOf(tokens[at + 1]) : undefined;
    if (tableName === undefined) return [];
    const indexName = tokens[at + 2] === '.' ? nameOf(tokens[at + 3]) : undefined;
    return [{ tableName, indexName, action: ACTIONS[verb] }];
  });
}

function isVerb(keyword: string): keyword is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, keyword);
}

function nameOf(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (token.startsWith('"')) return token.slice(1, -1).replaceAll('""', '"');
  return /^\w+$/.test(token) ? token : undefined;
}
