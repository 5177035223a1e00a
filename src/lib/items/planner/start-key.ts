import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import type { Item } from '../values/attribute-value.ts';

/**
 * Refuses a start key that is not made of exactly the key attributes of the read, as DynamoDB would.
 * @throws AutodyneError `InvalidUsage` naming what is missing, unknown or of the wrong type.
 */
export function checkStartKey(key: Item, keyAttributes: readonly KeyAttribute[]): void {
  const expected = keyAttributes.map(({ name, type }) => `${name} (${type})`).join(', ');
  const wrong = [
    ...keyAttributes.filter(({ name }) => key[name] === undefined).map(({ name }) => `${name} is missing`),
    ...keyAttributes
      .filter(({ name, type }) => key[name] !== undefined && key[name][type] === undefined)
      .map(({ name, type }) => `${name} is not of type ${type}`),
    ...Object.keys(key)
      .filter((name) => !keyAttributes.some((attribute) => attribute.name === name))
      .map((name) => `${name} is not part of the key`),
  ];
  if (wrong.length === 0) return;
  throw new AutodyneError('InvalidUsage', `the start key is not valid: ${wrong.join(', ')}`, {
    suggestions: [`it must consist of: ${expected}`],
  });
}
