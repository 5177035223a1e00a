import type { AttributePath } from '../keys/attribute-path.ts';
import { type AttributeValue, getAttribute, type Item } from '../values/attribute-value.ts';
import { compareScalars, hasOrder } from '../values/compare-scalars.ts';
import { equalValues } from '../values/equal-values.ts';
import type { ComparisonSign, ConditionTree, Operand } from './expression-tree.ts';

type Value = AttributeValue | undefined;

/**
 * Evaluates a condition by DynamoDB's rules: types are strict, numbers are compared by value, and a comparison with an
 * attribute that does not exist is false, except `<>`.
 */
export function evaluateCondition(item: Item, tree: ConditionTree): boolean {
  const valueIn = (operand: Operand): Value => operandValue(item, operand);
  switch (tree.kind) {
    case 'and':
      return tree.parts.every((part) => evaluateCondition(item, part));
    case 'or':
      return tree.parts.some((part) => evaluateCondition(item, part));
    case 'not':
      return !evaluateCondition(item, tree.condition);
    case 'comparison':
      return isInRelation(valueIn(tree.left), tree.sign, valueIn(tree.right));
    case 'between': {
      const value = valueIn(tree.operand);
      return isInRelation(value, '>=', valueIn(tree.low)) && isInRelation(value, '<=', valueIn(tree.high));
    }
    case 'in': {
      const value = valueIn(tree.operand);
      return tree.candidates.some((candidate) => isInRelation(value, '=', valueIn(candidate)));
    }
    case 'attribute_exists':
      return valueAtPath(item, tree.path) !== undefined;
    case 'attribute_not_exists':
      return valueAtPath(item, tree.path) === undefined;
    case 'attribute_type': {
      const value = valueIn(tree.of);
      return value !== undefined && Object.hasOwn(value, tree.typeName);
    }
    case 'begins_with':
      return beginsWith(valueIn(tree.whole), valueIn(tree.part));
    case 'contains':
      return contains(valueIn(tree.whole), valueIn(tree.part));
  }
}

/** `undefined` when there is nothing at the path. */
export function valueAtPath(item: Item, path: AttributePath): Value {
  let value: Value = { M: item };
  for (const step of path) {
    if (typeof step === 'number') value = value?.L?.[step];
    else value = value?.M === undefined ? undefined : getAttribute(value.M, step);
  }
  return value;
}

function operandValue(item: Item, operand: Operand): Value {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAtPath(item, operand.path);
  const size = sizeOf(operandValue(item, operand.of));
  return size === undefined ? undefined : { N: String(size) };
}

/** The result of `size`: characters as Java and JavaScript count them (UTF-16 units), bytes, or elements. */
function sizeOf(value: Value): number | undefined {
  const sized = value?.S ?? value?.B ?? value?.SS ?? value?.NS ?? value?.BS ?? value?.L;
  return sized?.length ?? (value?.M && Object.keys(value.M).length);
}

function isInRelation(left: Value, sign: ComparisonSign, right: Value): boolean {
  if (sign === '<>') return !isInRelation(left, '=', right);
  if (left === undefined || right === undefined) return false;
  if (sign === '=') return equalValues(left, right);
  const order = compareScalars(left, right);
  return order !== undefined && hasOrder(order, sign);
}

function beginsWith(whole: Value, part: Value): boolean {
  if (whole?.S !== undefined && part?.S !== undefined) return whole.S.startsWith(part.S);
  if (whole?.B === undefined || part?.B === undefined) return false;
  return Buffer.from(whole.B.subarray(0, part.B.length)).equals(part.B);
}

function contains(whole: Value, part: Value): boolean {
  if (whole === undefined || part === undefined) return false;
  if (whole.S !== undefined) return part.S !== undefined && whole.S.includes(part.S);
  if (whole.B !== undefined)
    return part.B !== undefined && Buffer.from(whole.B).includes(Buffer.from(part.B));
  const elements =
    whole.L ??
    whole.SS?.map((S): AttributeValue => ({ S })) ??
    whole.NS?.map((N): AttributeValue => ({ N })) ??
    whole.BS?.map((B): AttributeValue => ({ B }));
  return elements?.some((element) => equalValues(element, part)) ?? false;
}
