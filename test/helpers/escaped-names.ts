/**
 * Names that V8 misreads (see `parseJson`), each with the one that it takes them for where that came before, both as
 * they may be written in JSON, without quotes.
 */
export const MISREAD_NAMES: readonly { before: string; written: string; name: string }[] = [
  { before: '\\\\', written: '\\n', name: '\n' },
  { before: '\\\\', written: '\\"', name: '"' },
  { before: 'x\\\\', written: 'x\\n', name: 'x\n' },
  { before: '\\\\/', written: '\\/x', name: '/x' },
  { before: '\\\\', written: '\\u0041', name: 'A' },
];

let counted = 0;

/** A name that no other JSON text of this process has: objects that begin with it go on with what comes next only. */
export function unusedName(): string {
  counted += 1;
  return `only here ${counted}`;
}

/** The items of {@link MISREAD_NAMES} in DynamoDB JSON, a line each, every one after that with the name before it. */
export function misreadLines(): { lines: string[]; items: Record<string, { S: string }>[] } {
  const lines: string[] = [];
  const items: Record<string, { S: string }>[] = [];
  for (const { before, written, name } of MISREAD_NAMES) {
    const first = unusedName();
    const id = `${first} a`;
    lines.push(`{"id":{"S":"${id}"},"${first}":{"S":"1"},"${before}":{"S":"before"}}`);
    items.push({ id: { S: id }, [first]: { S: '1' }, [before.replace('\\\\', '\\')]: { S: 'before' } });
    const next = `${first} b`;
    lines.push(`{"id":{"S":"${next}"},"${first}":{"S":"1"},"${written}":{"S":"${written}"}}`);
    items.push({ id: { S: next }, [first]: { S: '1' }, [name]: { S: name } });
  }
  return { lines, items };
}
