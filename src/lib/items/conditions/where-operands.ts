import { AutodyneError, isAutodyneError } from '../../errors/autodyne-error.ts';
import { decodeBase64 } from '../../wire/base64.ts';
import { argWithJson } from '../json/arg-with-json.ts';
import { parsePlainValue } from '../json/plain-json.ts';
import type { KeyRole, KeyType } from '../keys/key-schema.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import { compareScalars } from '../values/compare-scalars.ts';
import { numberProblem } from '../values/decimal.ts';
import { MAX_IN_OPERANDS, NOT_FOR_NUMBERS, OPERATOR_RULES, type Operator } from './condition.ts';
import { splitTextList } from './text-list.ts';

/** The part of a condition after its `=`, with its operator. */
interface WrittenOperands {
  operator: Operator;
  isJson: boolean;
  text: string;
  /** `undefined` when the attribute is not a key. */
  key: KeyRole | undefined;
  /** The part before the `=`; for messages, as the whole argument is. */
  left: string;
  arg: string;
}

const KEY_TYPE_NAMES = { S: 'a string', N: 'a number', B: 'binary' } as const;

/** Reads the values of one condition, as many as its operator takes. */
export function readOperands(written: WrittenOperands): AttributeValue[] {
  const { operator, text } = written;
  const { operandCount } = OPERATOR_RULES[operator];
  if (operandCount === 'none') {
    if (text !== '') throw problem(written, `${operator} does not take a value`, takesNoValue(written));
    return [];
  }
  checkOperator(written);
  const operands = operandCount === 'one' ? [readOne(written)] : readSeveral(written);
  for (const operand of operands) checkOperand(operand, written);
  if (operandCount === 'two') checkBounds(operands, written);
  if (operandCount === 'many' && operands.length > MAX_IN_OPERANDS) {
    throw problem(
      written,
      `${operands.length} values; DynamoDB allows at most ${MAX_IN_OPERANDS} after "in"`,
    );
  }
  return operands;
}

function takesNoValue({ operator, left, text }: WrittenOperands): string[] {
  const opposite = left.replace(/[^.]*$/, operator === 'exists' ? 'not_exists' : 'exists');
  return [/^(false|no|0)$/i.test(text) ? `did you mean ${opposite}?` : `write ${left}`];
}

function readOne(written: WrittenOperands): AttributeValue {
  const { isJson, text } = written;
  return isJson ? jsonValue(written) : textValue(text, written);
}

function jsonValue({ text, left }: WrittenOperands): AttributeValue {
  try {
    return parsePlainValue(text, left);
  } catch (error) {
    if (!isAutodyneError(error)) throw error;
    const isArg = /^[^\s"[{]/.test(text);
    const suggestions = isArg ? [`for a string, write ${left}=${text}`] : error.suggestions;
    throw new AutodyneError(error.code, error.message, { suggestions, details: error.details, cause: error });
  }
}

function readSeveral(written: WrittenOperands): AttributeValue[] {
  const { isJson, text, left, operator } = written;
  if (!isJson) return splitTextList(text).map((part) => textValue(part, written));
  const { L, SS, NS, BS } = jsonValue(written);
  const elements =
    L ?? SS?.map((S) => ({ S })) ?? NS?.map((N) => ({ N })) ?? BS?.map((B): AttributeValue => ({ B }));
  if (elements === undefined || elements.length === 0) {
    throw problem(written, `"${operator}" requires a JSON array of values`, [
      operator === 'in' ? `for example ${left}:=[1,2,3]` : `for example ${left}:=[1,9]`,
    ]);
  }
  return elements;
}

/** Text as a value: a string, or what the key attribute that it is compared with holds. */
function textValue(text: string, written: WrittenOperands): AttributeValue {
  const type = written.key?.type;
  if (type === 'N') return { N: text };
  if (type !== 'B') return { S: text };
  const bytes = decodeBase64(text);
  if (bytes !== undefined) return { B: bytes };
  throw problem(
    written,
    `the key attribute is binary, but ${quoted(text)} is not base64`,
    asWritten(written),
  );
}

/** The key type that a value must have: always with the table's key, and as text with the key of an index. */
function boundType({ key, isJson }: WrittenOperands): KeyType | undefined {
  return key !== undefined && (key.isOfTable || !isJson) ? key.type : undefined;
}

/**
 * The suggestions of how to write, for an attribute that is the key of an index only, a string that this key does not
 * take.
 */
function asWritten({ key, isJson, left, text, operator }: WrittenOperands): string[] {
  if (key === undefined || key.isOfTable || isJson) return [];
  const isOne = OPERATOR_RULES[operator].operandCount === 'one';
  return [`for a string, write ${argWithJson(left, JSON.stringify(isOne ? text : splitTextList(text)))}`];
}

/** Some operators mean nothing for a number, so DynamoDB refuses them or nothing would ever match. */
function checkOperator(written: WrittenOperands): void {
  const { operator } = written;
  if (boundType(written) !== 'N' || !NOT_FOR_NUMBERS.has(operator)) return;
  const rule = `the key attribute is a number, but ${operator} requires a string or binary`;
  throw problem(written, rule, asWritten(written));
}

function checkOperand(value: AttributeValue, written: WrittenOperands): void {
  const numbers = numberProblemIn(value);
  if (numbers !== undefined) throw problem(written, numbers, asWritten(written));
  const type = boundType(written);
  if (type === undefined) return;
  if (value[type] === undefined) {
    throw problem(
      written,
      `the key attribute is ${KEY_TYPE_NAMES[type]}, but is compared with ${typeName(value)}`,
    );
  }
  if (value.S === '' || value.B?.length === 0)
    throw problem(written, 'the value of a key attribute cannot be empty', asWritten(written));
}

function typeName(value: AttributeValue): string {
  const [type = ''] = Object.keys(value);
  return (
    { S: 'a string', N: 'a number', B: 'binary', BOOL: 'a boolean', NULL: 'null' }[type] ?? `type ${type}`
  );
}

/** Why DynamoDB does not take a number in `value`, however deep. */
function numberProblemIn(value: AttributeValue): string | undefined {
  if (value.N !== undefined) return numberProblem(value.N);
  const inside = [...(value.L ?? []), ...Object.values(value.M ?? {})];
  return value.NS?.map(numberProblem).find(isString) ?? inside.map(numberProblemIn).find(isString);
}

function isString(value: string | undefined): value is string {
  return value !== undefined;
}

function checkBounds(operands: readonly AttributeValue[], written: WrittenOperands): void {
  const [low, high] = operands;
  if (low === undefined || high === undefined || operands.length !== 2) {
    throw problem(written, `"between" requires two values, not ${operands.length}`, [
      `for example ${written.left}:=[1,9]`,
    ]);
  }
  const order = compareScalars(low, high);
  if (order !== undefined && order > 0) {
    throw problem(written, 'the first value of "between" is greater than the second, so nothing can match');
  }
}

function problem(
  written: WrittenOperands,
  message: string,
  suggestions: readonly string[] = [],
): AutodyneError {
  return new AutodyneError('InvalidUsage', `"${written.arg}": ${message}`, { suggestions });
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
