import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';

/** Something that has a value, or none, for a path at which the item has nothing. */
export type Operand =
  | { kind: 'path'; path: AttributePath }
  | { kind: 'value'; value: AttributeValue }
  | { kind: 'size'; of: Operand };

export type ComparisonSign = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** Functions that are true or false, and what they are called with. */
export type ConditionFunction =
  | { kind: 'attribute_exists'; path: AttributePath }
  | { kind: 'attribute_not_exists'; path: AttributePath }
  | { kind: 'attribute_type'; of: Operand; typeName: string }
  | { kind: 'begins_with'; whole: Operand; part: Operand }
  | { kind: 'contains'; whole: Operand; part: Operand };

/** A condition in DynamoDB's own language, read: placeholders are replaced by what they stand for. */
export type ConditionTree =
  | { kind: 'and' | 'or'; parts: readonly ConditionTree[] }
  | { kind: 'not'; condition: ConditionTree }
  | { kind: 'comparison'; sign: ComparisonSign; left: Operand; right: Operand }
  | { kind: 'between'; operand: Operand; low: Operand; high: Operand }
  | { kind: 'in'; operand: Operand; candidates: readonly Operand[] }
  | ConditionFunction;

/** The operands of a condition, those of its parts not included. */
export function operandsOf(tree: ConditionTree): readonly Operand[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
    case 'not':
      return [];
    case 'comparison':
      return [tree.left, tree.right];
    case 'between':
      return [tree.operand, tree.low, tree.high];
    case 'in':
      return [tree.operand, ...tree.candidates];
    case 'attribute_exists':
    case 'attribute_not_exists':
      return [{ kind: 'path', path: tree.path }];
    case 'attribute_type':
      return [tree.of];
    case 'begins_with':
    case 'contains':
      return [tree.whole, tree.part];
  }
}

/** The conditions that a tree is made of, itself first. */
export function* conditionsIn(tree: ConditionTree): Generator<ConditionTree> {
  yield tree;
  if (tree.kind === 'not') yield* conditionsIn(tree.condition);
  if (tree.kind === 'and' || tree.kind === 'or') for (const part of tree.parts) yield* conditionsIn(part);
}
