import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { isAttribute } from '../conditions/condition.ts';
import type { QueryKeys } from '../conditions/divide-conditions.ts';
import { type ConditionTree, conditionsIn, operandsOf } from '../expressions/expression-tree.ts';
import { parseExpression } from '../expressions/parse-expression.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import { describeType } from '../keys/check-key.ts';
import type { KeyAttribute } from '../keys/key-schema.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import type { OwnExpressions } from './read-request.ts';

const SAMPLES = { S: '"text"', N: '7', B: '{"$binary":"AP8="}' } as const;

/**
 * Refuses a value in a key condition of the person's own that its key attribute cannot have: one of another
 * type, or an empty one. Other problems of the expression are left to the server.
 * @throws AutodyneError `InvalidUsage` naming placeholder and attribute
 */
export function checkKeyValues(own: OwnExpressions, keys: QueryKeys): void {
  const tree = treeOf(own);
  if (tree === undefined) return;
  for (const condition of conditionsIn(tree)) {
    const operands = operandsOf(condition);
    const key = [...keys.partitionKeys, ...keys.sortKeys].find(({ name }) =>
      operands.some((operand) => operand.kind === 'path' && isAttribute(operand.path, name)),
    );
    if (key === undefined) continue;
    for (const operand of operands) if (operand.kind === 'value') checkKeyValue(operand.value, key, own);
  }
}

function treeOf({ keyCondition, names, values }: OwnExpressions): ConditionTree | undefined {
  if (keyCondition === undefined) return undefined;
  try {
    const placeholders = { names: names ?? {}, values: values ?? {}, used: new Set<string>() };
    return parseExpression(keyCondition, 'KeyConditionExpression', placeholders);
  } catch (error) {
    if (isAutodyneError(error, 'InvalidUsage')) return undefined;
    throw error;
  }
}

function checkKeyValue(
  value: AttributeValue,
  { name, type }: KeyAttribute,
  { values }: OwnExpressions,
): void {
  const isEmpty = value.S === '' || value.B?.length === 0;
  if (value[type] !== undefined && !isEmpty) return;
  const [given = ''] = Object.keys(value);
  const placeholder = Object.entries(values ?? {}).find(([, other]) => other === value)?.[0] ?? 'a value';
  const found = isEmpty ? 'empty' : describeType(given);
  const attribute = formatAttributePath([name]);
  throw new AutodyneError(
    'InvalidUsage',
    `--key-condition: ${placeholder} is ${found}, but the key attribute ${attribute} is ${describeType(type)}${isEmpty ? ' and cannot be empty' : ''}`,
    { suggestions: [`for example --values '{"${placeholder}":${SAMPLES[type]}}'`] },
  );
}
