import type { ExpressionPart, WrittenCondition } from '../conditions/condition.ts';
import { allOf, Placeholders } from '../conditions/expression.ts';
import type { ConditionTree, Operand } from './expression-tree.ts';
import { parseExpression } from './parse-expression.ts';
import { checkAllUsed, type ExpressionPlaceholders } from './placeholders.ts';

/**
 * Reads a filter whose names become placeholders before DynamoDB sees them, so that reserved words may be among them.
 * @throws AutodyneError `InvalidUsage` in the service's words, also for values that it does not use
 */
export function parseFilter(text: string, placeholders: ExpressionPlaceholders): ConditionTree {
  const tree = parseExpression(text, 'FilterExpression', { ...placeholders, takesReservedWords: true });
  checkAllUsed('ExpressionAttributeValues', placeholders.values, placeholders.used);
  return tree;
}

/**
 * A filter that was read, as a condition among others.
 * @param arg as it was written, for messages
 * @throws AutodyneError `InvalidUsage` for values that DynamoDB does not take where they stand
 */
export function writtenFilter(tree: ConditionTree, arg: string): WrittenCondition {
  const condition = { parts: expressionParts(tree), arg };
  const placeholders = new Placeholders();
  const text = allOf([condition], placeholders) ?? '';
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } =
    placeholders.toInput();
  parseExpression(text, 'FilterExpression', { names, values, used: new Set() });
  return condition;
}

/** A condition that was read, as the text of an expression again: what stood for names and values is cut out. */
export function expressionParts(tree: ConditionTree): ExpressionPart[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return call('', joined(tree.parts.map(expressionParts), ` ${tree.kind.toUpperCase()} `));
    case 'not':
      return ['NOT ', ...expressionParts(tree.condition)];
    case 'comparison':
      return [...operandParts(tree.left), ` ${tree.sign} `, ...operandParts(tree.right)];
    case 'between': {
      const bounds = joined([operandParts(tree.low), operandParts(tree.high)], ' AND ');
      return [...operandParts(tree.operand), ' BETWEEN ', ...bounds];
    }
    case 'in':
      return [
        ...operandParts(tree.operand),
        ...call(' IN ', joined(tree.candidates.map(operandParts), ', ')),
      ];
    case 'attribute_exists':
    case 'attribute_not_exists':
      return call(tree.kind, [{ path: tree.path }]);
    case 'attribute_type':
      return call(tree.kind, joined([operandParts(tree.of), [{ value: { S: tree.typeName } }]], ', '));
    case 'begins_with':
    case 'contains':
      return call(tree.kind, joined([operandParts(tree.whole), operandParts(tree.part)], ', '));
  }
}

function operandParts(operand: Operand): ExpressionPart[] {
  if (operand.kind === 'size') return call('size', operandParts(operand.of));
  return operand.kind === 'path' ? [{ path: operand.path }] : [{ value: operand.value }];
}

function call(name: string, inside: readonly ExpressionPart[]): ExpressionPart[] {
  return [`${name}(`, ...inside, ')'];
}

function joined(lists: readonly ExpressionPart[][], between: string): ExpressionPart[] {
  return lists.flatMap((list, index) => (index === 0 ? list : [between, ...list]));
}
