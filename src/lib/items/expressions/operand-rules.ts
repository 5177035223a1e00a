import { isDeepStrictEqual } from 'node:util';
import { encodeBase64 } from '../../wire/base64.ts';
import { MAX_IN_OPERANDS } from '../conditions/condition.ts';
import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { compareScalars } from '../values/compare-scalars.ts';
import type { Operand } from './expression-tree.ts';

/** The types that have an order. */
export const ORDERED_TYPES: readonly string[] = ['S', 'N', 'B'];

/** The operands that an operator or function takes, independent of the items. */
export interface OperatorUse {
  /** As the service's messages name it. */
  operator: string;
  operands: readonly Operand[];
  /** The types of literals that it takes; all unless given. */
  types?: readonly string[] | undefined;
  /** Any number of operands unless given. */
  count?: number | undefined;
}

/**
 * Why DynamoDB refuses an operator's operands before it looks at any item, if it does: too few, a literal of a type
 * that it never takes, an attribute compared with itself.
 */
export function operandProblem({ operator, operands, types, count }: OperatorUse): string | undefined {
  const countProblem =
    count === undefined ? undefined : operandCountProblem(operator, operands.length, count);
  if (countProblem !== undefined) return countProblem;
  const wrong = operands.map(typeOf).find((type) => type !== undefined && types?.includes(type) === false);
  return wrong === undefined ? repeatProblem(operator, operands) : wrongType(operator, wrong);
}

/** The problem of an operand count that an operator or function does not take; `undefined` when it does. */
export function operandCountProblem(operator: string, count: number, wanted: number): string | undefined {
  if (count === wanted) return undefined;
  const facts = `operator or function: ${operator}, number of operands: ${count}`;
  return `Incorrect number of operands for operator or function; ${facts}`;
}

/** Why the bounds of a BETWEEN are refused, if they are. */
export function boundsProblem(low: Operand, high: Operand): string | undefined {
  if (low.kind !== 'value' || high.kind !== 'value') return undefined;
  const order = compareScalars(low.value, high.value);
  if (order !== undefined && order <= 0) return undefined;
  const rule =
    order === undefined
      ? 'requires same data type for lower and upper bounds'
      : 'requires upper bound to be greater than or equal to lower bound';
  const facts = `lower bound operand: ${valueFacts(low.value)}, upper bound operand: ${valueFacts(high.value)}`;
  return `The BETWEEN operator ${rule}; ${facts}`;
}

export function inProblem(candidates: readonly Operand[]): string | undefined {
  if (candidates.length <= MAX_IN_OPERANDS) return undefined;
  return `The IN operator is provided with too many operands; number of operands: ${candidates.length}`;
}

/** The message for an operand of a type that an operator or function does not take. */
export function wrongType(operator: string, type: string): string {
  const facts = `operator or function: ${operator}, operand type: ${type}`;
  return `Incorrect operand type for operator or function; ${facts}`;
}

/** The type that an operand has whatever the item; `undefined` for a path. */
export function typeOf(operand: Operand): string | undefined {
  if (operand.kind === 'size') return 'N';
  return operand.kind === 'value' ? Object.keys(operand.value)[0] : undefined;
}

function repeatProblem(operator: string, [first, ...others]: readonly Operand[]): string | undefined {
  if (first?.kind !== 'path') return undefined;
  const isRepeated = others.some(
    (other) => other.kind === 'path' && isDeepStrictEqual(other.path, first.path),
  );
  if (!isRepeated) return undefined;
  const rule = 'The first operand must be distinct from the remaining operands for this operator or function';
  return `${rule}; operator: ${operator}, first operand: ${pathFacts(first.path)}`;
}

/** A path as the service's messages write it: `[m, k, [0]]`. */
export function pathFacts(path: AttributePath): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;
}

/** A value with an order as the service's messages write it: `AttributeValue: {N:5}`. */
function valueFacts(value: AttributeValue): string {
  const text = value.S ?? value.N ?? (value.B === undefined ? '' : encodeBase64(value.B));
  return `AttributeValue: {${Object.keys(value)[0]}:${text}}`;
}
