import { AutodyneError } from '../../errors/autodyne-error.ts';
import { WAYS } from '../../errors/ways.ts';
import { decodeBase64 } from '../../wire/base64.ts';
import { attributeOf } from '../conditions/condition.ts';
import { plainKeyText } from '../json/plain-key-text.ts';
import { notBase64 } from '../json/value-error.ts';
import { type AttributePath, formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import { type KeyType, keyAttributesOf, keyRoles, type TableSchema } from '../keys/key-schema.ts';
import type { AttributeValue, Item } from '../values/attribute-value.ts';
import { numberProblem } from '../values/decimal.ts';
import { flagOf, type UpdateAction } from './update-action.ts';

/**
 * The changes as this table takes them: text for a key attribute of an index has that key's type (`g=5` is a number
 * where g is a number), as in a condition.
 * @throws AutodyneError `InvalidUsage` where a key of the table would be changed, or text is not of an index key's type
 */
export function actionsForTable(
  actions: readonly UpdateAction[],
  schema: TableSchema,
  key?: Item,
): UpdateAction[] {
  assertNoKey(actions, schema, key && changedKey(actions, schema, key));
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

/**
 * @param keys the item's key before and after
 * @throws AutodyneError `InvalidUsage` where a key of the table would be changed
 */
export function assertNoKey(
  actions: readonly { path: AttributePath }[],
  schema: TableSchema,
  keys: { key?: string; newKey?: string } = {},
): void {
  const keyNames = keyAttributesOf(schema.key).map(({ name }) => name);
  const changed = actions.map(({ path }) => attributeOf(path)).find((name) => keyNames.includes(name));
  if (changed !== undefined) {
    const name = formatAttributePath([changed]);
    throw new AutodyneError('InvalidUsage', `the key attribute "${name}" cannot be changed`, {
      suggestions: [WAYS.moveItem],
      details: keys,
    });
  }
}

/** The key that the changes would give the item, where they set it to something that a key can be. */
function changedKey(
  actions: readonly UpdateAction[],
  schema: TableSchema,
  key: Item,
): { key: string; newKey?: string } {
  const before = plainKeyText(key, schema);
  const after = { ...key };
  for (const { name, type } of keyAttributesOf(schema.key)) {
    const action = actions.find(({ path }) => path.length === 1 && path[0] === name);
    if (action === undefined) continue;
    if (action.kind !== 'set') return { key: before };
    const value = action.text !== undefined && type !== 'B' ? { [type]: action.text } : action.value;
    if (value[type] === undefined) return { key: before };
    after[name] = value as AttributeValue;
  }
  return { key: before, newKey: plainKeyText(after, schema) };
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
