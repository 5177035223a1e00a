import { AutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { decodeBase64 } from '../../wire/base64.ts';
import { attributeOf } from '../conditions/condition.ts';
import { notBase64 } from '../json/value-error.ts';
import { type AttributePath, formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import { type KeyType, keyAttributesOf, keyRoles, type TableSchema } from '../keys/key-schema.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { numberProblem } from '../values/decimal.ts';
import { flagOf, type UpdateAction } from './update-action.ts';

/**
 * The changes as this table takes them: text for a key attribute of an index has that key's type (`g=5` is a number
 * where g is a number), as in a condition.
 * @throws AutodyneError `InvalidUsage` where a key of the table would be changed, or text is not of an index key's type
 */
export function actionsForTable(actions: readonly UpdateAction[], schema: TableSchema): UpdateAction[] {
  assertNoKey(actions, schema);
  const roles = keyRoles(schema);
  return actions.map((action) => {
    const [name, ...inside] = action.path;
    const type = inside.length === 0 ? roles.get(String(name))?.type : undefined;
    const isSet = action.kind === 'set' || action.kind === 'set-if-absent';
    if (!isSet || action.text === undefined || type === undefined) return action;
    const value = indexKeyValue(String(name), action.text, type, flagOf(action));
    return { ...action, value, isKeyTyped: true };
  });
}

/** @throws AutodyneError `InvalidUsage` where a key of the table would be changed */
export function assertNoKey(actions: readonly { path: AttributePath }[], schema: TableSchema): void {
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  const changedKey = actions.map(({ path }) => attributeOf(path)).find((name) => keyNames.includes(name));
  if (changedKey !== undefined) {
    const key = formatAttributePath([changedKey]);
    throw new AutodyneError('InvalidUsage', `the key attribute "${key}" cannot be changed`, {
      suggestions: [WAYS.moveItem],
    });
  }
}

function indexKeyValue(name: string, text: string, type: KeyType, flag: string): AttributeValue {
  const bytes = type === 'B' ? decodeBase64(text) : undefined;
  const problem = keyTextProblem(text, type, bytes);
  if (problem === undefined)
    return type === 'N' ? { N: text } : bytes === undefined ? { S: text } : { B: bytes };
  const key = formatAttributePath([name]);
  throw new AutodyneError(
    'InvalidUsage',
    `${flag} ${key}=${text}: the attribute is a key of an index and ${describeType(type)}: ${problem}`,
    { suggestions: [`to leave the item out of that index: --remove ${key}`] },
  );
}

function keyTextProblem(text: string, type: KeyType, bytes: Uint8Array | undefined): string | undefined {
  if (type === 'N') return numberProblem(text);
  if (type === 'B' && bytes === undefined) return notBase64(text);
  return text === '' ? 'it cannot be empty' : undefined;
}
