/**
 * The result of a command as `--json` prints it: as the AWS CLI prints the same response. Binary becomes a base64 string,
 * a date ISO 8601 with a numeric offset; undefined members are omitted.
 */
export function toPrintableJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.toISOString().replace(/Z$/, '000+00:00');
  if (Array.isArray(value)) return value.map(toPrintableJson);
  if (typeof value !== 'object' || value === null) return value;
  const printable = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) printable[name] = toPrintableJson(member);
  }
  return printable;
}
