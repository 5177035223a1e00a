type Members = Record<string, unknown>;

/** The first table that a request names, by its operation's members; an ARN is its name too; `''` where none is. */
export function firstTableOf(input: object): string {
  const { TableName, RequestItems, TransactItems, Statement, Statements, TransactStatements } =
    input as Members;
  if (typeof TableName === 'string') return TableName;
  const [first = {}] = [TransactItems ?? []].flat() as Record<string, { TableName?: string }>[];
  const [batched] = Object.keys((RequestItems ?? {}) as Members);
  const transacted = Object.values(first).find((member) => member?.TableName !== undefined)?.TableName;
  const [statement] = [Statement ?? Statements ?? TransactStatements ?? []].flat() as unknown[];
  return batched ?? transacted ?? tableOfStatement(statementText(statement)) ?? '';
}

/** A PartiQL statement, alone or in a batch. */
export function statementText(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  return String((statement as { Statement?: unknown } | undefined)?.Statement ?? '');
}

function tableOfStatement(statement: string): string | undefined {
  return /^\s*(?:select\b.*?\bfrom|insert\s+into|update|delete\s+from)\s+"?([\w.-]+)/is.exec(statement)?.[1];
}
