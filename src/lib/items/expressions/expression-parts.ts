import type { ExpressionPart } from '../conditions/condition.ts';
import type { ConditionTree, Operand } from './expression-tree.ts';

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
