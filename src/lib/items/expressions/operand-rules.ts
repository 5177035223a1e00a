import { isDeepStrictEqual } from 'node:util';
import type { AttributePath } from '../attribute-path.ts';
import { compareScalars } from '../compare-scalars.ts';
import { MAX_IN_OPERANDS } from '../condition.ts';
import { toPlainJsonValueText } from '../plain-json-text.ts';
import { type ExpressionName, invalidExpression } from './expression-error.ts';
import { wrongType } from './expression-functions.ts';
import { type ConditionTree, type Operand, operandsOf } from './expression-tree.ts';

const ORDERED_TYPES: readonly string[] = ['S', 'N', 'B'];

/**
 * Refuses what DynamoDB refuses before it looks at any item: literals of a type that an operator never takes, bounds
 * the wrong way round, an attribute compared with itself.
 * @throws AutodyneError `InvalidUsage` in the service's words.
 */
export function checkOperands(tree: ConditionTree, name: ExpressionName): void {
  checkTypes(tree, name);
  checkDistinct(tree, name);
  if (tree.kind === 'between') checkBounds(tree.low, tree.high, name);
  if (tree.kind === 'in' && tree.candidates.length > MAX_IN_OPERANDS) {
    const count = `number of operands: ${tree.candidates.length}`;
    throw invalidExpression(name, `The IN operator is provided with too many operands; ${count}`);
  }
}

function checkTypes(tree: ConditionTree, name: ExpressionName): void {
  const taken = takenTypes(tree);
  if (taken === undefined) return;
  for (const operand of operandsOf(tree)) {
    const type = literalType(operand);
    if (type !== undefined && !taken.includes(type)) throw wrongType(name, operatorOf(tree), type);
  }
}

/** The types of literals that an operator or function takes; `undefined` when it takes them all. */
function takenTypes(tree: ConditionTree): readonly string[] | undefined {
  if (tree.kind === 'begins_with') return ['S', 'B'];
  if (tree.kind === 'between') return ORDERED_TYPES;
  if (tree.kind !== 'comparison' || tree.sign === '=' || tree.sign === '<>') return undefined;
  return ORDERED_TYPES;
}

/** As the service's messages name it. */
function operatorOf(tree: ConditionTree): string {
  if (tree.kind === 'comparison') return tree.sign;
  return tree.kind === 'between' || tree.kind === 'in' ? tree.kind.toUpperCase() : tree.kind;
}

function literalType(operand: Operand): string | undefined {
  return operand.kind === 'value' ? Object.keys(operand.value)[0] : undefined;
}

function checkDistinct(tree: ConditionTree, name: ExpressionName): void {
  const [first, ...others] = operandsOf(tree);
  if (first?.kind !== 'path') return;
  if (!others.some((other) => other.kind === 'path' && isDeepStrictEqual(other.path, first.path))) return;
  const facts = `operator: ${operatorOf(tree)}, first operand: ${pathFacts(first.path)}`;
  throw invalidExpression(
    name,
    `The first operand must be distinct from the remaining operands for this operator or function; ${facts}`,
  );
}

function checkBounds(low: Operand, high: Operand, name: ExpressionName): void {
  if (low.kind !== 'value' || high.kind !== 'value') return;
  const order = compareScalars(low.value, high.value);
  if (order !== undefined && order <= 0) return;
  const rule =
    order === undefined
      ? 'requires same data type for lower and upper bounds'
      : 'requires upper bound to be greater than or equal to lower bound';
  const [lower, upper] = [low, high].map(({ value }) => toPlainJsonValueText(value));
  throw invalidExpression(
    name,
    `The BETWEEN operator ${rule}; lower bound operand: AttributeValue: ${lower}, upper bound operand: AttributeValue: ${upper}`,
  );
}

/** A path as the service's messages write it: `[m, k, [0]]`. */
export function pathFacts(path: AttributePath): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}
