import type { AutodyneError } from '../../errors/autodyne-error.ts';
import type { JsonNode, JsonText } from '../../json/json-node.ts';
import { type AttributePath, formatAttributePath } from '../keys/attribute-path.ts';

/** An error at a location in JSON text that names the attribute too. */
export function valueError(
  source: JsonText,
  node: JsonNode,
  path: AttributePath,
  problem: string,
  suggestions: readonly string[] = [],
): AutodyneError {
  const attribute = path.length === 0 ? '' : `attribute ${formatAttributePath(path)}: `;
  return source.errorAt(node.offset, `${attribute}${problem}`, suggestions);
}

export function notBase64(value: string): string {
  return `not base64: ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
}
