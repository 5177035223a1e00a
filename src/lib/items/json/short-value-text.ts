import type { AttributeValue } from '../values/attribute-value.ts';
import { toPlainJsonValueText } from './plain-json-text.ts';

/** More characters are cut. */
const MOST_CHARACTERS = 80;

/** Strings that can be taken for nothing else, but for {@link RESERVED}. */
const ORDINARY = /^\p{L}(?:[\p{L}\p{N}_.:@/+ -]*[\p{L}\p{N}_.@/+-])?$/u;
const RESERVED: ReadonlySet<string> = new Set(['true', 'false', 'null', 'absent']);

/**
 * A value for messages: plain JSON, but an ordinary string without quotes, and cut after 80 characters with `…`. No value
 * is `absent`.
 */
export function shortValueText(value: AttributeValue | undefined): string {
  if (value === undefined) return 'absent';
  const isOrdinary = value.S !== undefined && ORDINARY.test(value.S) && !RESERVED.has(value.S);
  const text = isOrdinary ? (value.S ?? '') : toPlainJsonValueText(value);
  if (text.length <= MOST_CHARACTERS) return text;
  const characters = [...text];
  return characters.length <= MOST_CHARACTERS ? text : `${characters.slice(0, MOST_CHARACTERS).join('')}…`;
}
