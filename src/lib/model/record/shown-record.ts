import { type InspectOptionsStylized, inspect } from 'node:util';
import { readValue } from './attributes.ts';
import type { RecordState } from './record-state.ts';

/** All attributes by the fields' names. */
export function attributesOf(state: RecordState): Record<string, unknown> {
  return Object.fromEntries(
    state.model.fields.map(({ name, position }) => [name, readValue(state, position)]),
  );
}

/** All attributes, as JSON can say them: sets are arrays, bigints text, bytes base64, times ISO. */
export function toJson(state: RecordState): Record<string, unknown> {
  return jsonOf(attributesOf(state)) as Record<string, unknown>;
}

function jsonOf(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map(jsonOf);
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [String(k), jsonOf(v)]));
  if (Array.isArray(value)) return value.map(jsonOf);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return (value as { toJSON(): unknown }).toJSON();
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]));
}

/** `User { id: '1', name: 'Josh' }`, as Node shows an object. */
export function inspectRecord(
  state: RecordState,
  className: string,
  depth: number,
  options: InspectOptionsStylized,
): string {
  if (depth < 0) return options.stylize(`[${className}]`, 'special');
  const { depth: all } = options;
  const shown = inspect(attributesOf(state), { ...options, depth: all === null ? null : (all ?? 2) - 1 });
  return `${className} ${shown}`;
}
