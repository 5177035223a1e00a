import { type ExpressionName, invalidExpression } from './expression-error.ts';
import type { ConditionFunction, Operand } from './expression-tree.ts';

/** How many operands each function takes. Names are taken as they are written here, in no other case. */
const OPERAND_COUNTS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

const TYPE_NAMES = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'BOOL', 'NULL', 'L', 'M'];

/** The types that have a size. */
const SIZED_TYPES: ReadonlySet<string> = new Set(['S', 'B', 'SS', 'NS', 'BS', 'L', 'M']);

/**
 * A function with its operands.
 * @throws AutodyneError `InvalidUsage` for an unknown function, and for operands that it does not take.
 */
export function functionCall(
  functionName: string,
  operands: readonly Operand[],
  name: ExpressionName,
): ConditionFunction | (Operand & { kind: 'size' }) {
  const count = Object.hasOwn(OPERAND_COUNTS, functionName) ? OPERAND_COUNTS[functionName] : undefined;
  if (count === undefined) throw invalidExpression(name, `Invalid function name; function: ${functionName}`);
  const [first, second = first] = operands;
  if (first === undefined || second === undefined || operands.length !== count) {
    const facts = `operator or function: ${functionName}, number of operands: ${operands.length}`;
    throw invalidExpression(name, `Incorrect number of operands for operator or function; ${facts}`);
  }
  switch (functionName) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      if (first.kind === 'path') return { kind: functionName, path: first.path };
      throw invalidExpression(
        name,
        `Operator or function requires a document path; operator or function: ${functionName}`,
      );
    case 'attribute_type':
      return { kind: 'attribute_type', of: first, typeName: typeNameOf(second, name) };
    case 'size':
      return { kind: 'size', of: sized(first, name) };
    default:
      return { kind: functionName as 'begins_with' | 'contains', whole: first, part: second };
  }
}

function typeNameOf(operand: Operand, name: ExpressionName): string {
  const value = operand.kind === 'value' ? operand.value : undefined;
  if (value?.S === undefined) {
    const type = value === undefined ? '' : (Object.keys(value)[0] ?? '');
    throw wrongType(name, 'attribute_type', type || 'an attribute');
  }
  if (TYPE_NAMES.includes(value.S)) return value.S;
  const valid = `valid types: {${TYPE_NAMES.join(',')}}`;
  throw invalidExpression(name, `Invalid attribute type name found; type: ${value.S}, ${valid}`);
}

function sized(operand: Operand, name: ExpressionName): Operand {
  if (operand.kind === 'size') throw wrongType(name, 'size', 'N');
  const type = operand.kind === 'value' ? (Object.keys(operand.value)[0] ?? '') : undefined;
  if (type !== undefined && !SIZED_TYPES.has(type)) throw wrongType(name, 'size', type);
  return operand;
}

/** The error for a literal of a type that an operator or function does not take. */
export function wrongType(name: ExpressionName, operator: string, type: string): Error {
  const facts = `operator or function: ${operator}, operand type: ${type}`;
  return invalidExpression(name, `Incorrect operand type for operator or function; ${facts}`);
}
