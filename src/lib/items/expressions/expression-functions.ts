import type { ConditionFunction, Operand } from './expression-tree.ts';
import { operandProblem, typeOf, wrongType } from './operand-rules.ts';

/** The number of operands of each function in conditions. Function names are case-sensitive. */
const OPERAND_COUNTS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

const UPDATE_FUNCTIONS = ['if_not_exists', 'list_append'];

/** The types of literals that functions take; those that are not here take all. */
const TAKEN_TYPES: Readonly<Record<string, readonly string[]>> = {
  begins_with: ['S', 'B'],
  size: ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M'],
};

/** In the order in which the service's messages list them. */
const TYPE_NAMES = ['N', 'BS', 'L', 'B', 'NULL', 'M', 'S', 'SS', 'NS', 'BOOL'];

/** Why a function cannot be called in a condition or in an update, if it cannot. */
export function functionNameProblem(
  functionName: string,
  location: 'a condition expression' | 'an update expression',
): string | undefined {
  const isForUpdates = UPDATE_FUNCTIONS.includes(functionName);
  if (!isForUpdates && !Object.hasOwn(OPERAND_COUNTS, functionName)) {
    return `Invalid function name; function: ${functionName}`;
  }
  if (isForUpdates === (location === 'an update expression')) return undefined;
  return `The function is not allowed in ${location}; function: ${functionName}`;
}

/** The message for a function where another kind of value is wanted. */
export function misplacedFunction(functionName: string): string {
  return `The function is not allowed to be used this way in an expression; function: ${functionName}`;
}

/** Why a function of conditions does not take these operands, if it does not. */
export function functionProblem(functionName: string, operands: readonly Operand[]): string | undefined {
  const rule = { operator: functionName, operands };
  const problem = operandProblem({
    ...rule,
    count: OPERAND_COUNTS[functionName],
    types: TAKEN_TYPES[functionName],
  });
  const [first, second] = operands;
  if (problem !== undefined) return problem;
  if (['attribute_exists', 'attribute_not_exists'].includes(functionName) && first?.kind !== 'path') {
    return pathWanted(functionName);
  }
  return functionName === 'attribute_type' && second !== undefined ? typeNameProblem(second) : undefined;
}

/** The message for another operand where a function takes only a path. */
export function pathWanted(functionName: string): string {
  return `Operator or function requires a document path; operator or function: ${functionName}`;
}

/** A function of conditions that {@link functionProblem} found nothing wrong with. */
export function functionCall(
  functionName: string,
  [first, second]: readonly Operand[],
): ConditionFunction | (Operand & { kind: 'size' }) | undefined {
  if (first === undefined) return undefined;
  if (functionName === 'size') return { kind: 'size', of: first };
  if (functionName === 'attribute_exists' || functionName === 'attribute_not_exists') {
    return first.kind === 'path' ? { kind: functionName, path: first.path } : undefined;
  }
  if (second === undefined) return undefined;
  if (functionName === 'attribute_type') {
    const typeName = second.kind === 'value' ? second.value.S : undefined;
    return typeName === undefined ? undefined : { kind: 'attribute_type', of: first, typeName };
  }
  return { kind: functionName as 'begins_with' | 'contains', whole: first, part: second };
}

function typeNameProblem(operand: Operand): string | undefined {
  const type = typeOf(operand);
  if (operand.kind !== 'value' || operand.value.S === undefined) {
    return wrongType('attribute_type', type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  }
  if (TYPE_NAMES.includes(operand.value.S)) return undefined;
  const facts = `type: ${operand.value.S}, valid types: {${TYPE_NAMES.join(',')}}`;
  return `Invalid attribute type name found; ${facts}`;
}
