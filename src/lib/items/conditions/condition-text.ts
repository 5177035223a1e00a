import { toPlainJsonValueText } from '../json/plain-json-text.ts';
import { formatAttributePath } from '../keys/attribute-path.ts';
import {
  type AttributeCondition,
  type Condition,
  isAttributeCondition,
  isOperator,
  isWrittenCondition,
  OPERATOR_RULES,
} from './condition.ts';

/** A condition for messages: as it was written, else as it could be: `year.gt:=2010`, `(city:="Rome" or zip.exists)`. */
export function textOfCondition(condition: Condition): string {
  if (isAttributeCondition(condition)) return condition.arg ?? textOfAttributeCondition(condition);
  if (isWrittenCondition(condition)) return condition.arg;
  return 'anyOf' in condition ? grouped(condition.anyOf, ' or ') : grouped(condition.allOf, ' and ');
}

function grouped(conditions: readonly Condition[], between: string): string {
  const text = conditions.map(textOfCondition).join(between);
  return conditions.length === 1 ? text : `(${text})`;
}

function textOfAttributeCondition({ path, operator, operands }: AttributeCondition): string {
  const last = path.at(-1);
  const isEqual = operator === 'eq' && !(typeof last === 'string' && path.length > 1 && isOperator(last));
  const left = formatAttributePath(path) + (isEqual ? '' : `.${operator}`);
  const values = operands.map((operand) => toPlainJsonValueText(operand));
  const { operandCount } = OPERATOR_RULES[operator];
  if (operandCount === 'none') return left;
  return `${left}:=${operandCount === 'one' ? values[0] : `[${values.join(',')}]`}`;
}
