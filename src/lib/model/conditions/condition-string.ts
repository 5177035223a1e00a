import { isAutodyneError } from '../../errors/autodyne-error.ts';
import type { WrittenCondition } from '../../items/conditions/condition.ts';
import { parseFilter, writtenFilter } from '../../items/expressions/expression-parts.ts';
import type { ConditionTree, Operand } from '../../items/expressions/expression-tree.ts';
import type { AttributeValue } from '../../items/values/attribute-value.ts';
import type { Model } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';
import { fieldNamed } from '../record/attributes.ts';
import type { WhereLocation } from './where-key.ts';
import { storedOperand, storedPart, storedPrefix } from './where-operands.ts';

/** A value as it is stored beside what it is compared with. */
type DumpValue = (given: unknown) => AttributeValue | undefined;

/**
 * A condition in DynamoDB's language, whose names are the fields' and whose values are given by name:
 * `city = :c AND size(tags) > :n`. A field that is called as a word of the language is written `#and`.
 * @throws InvalidQuery in the service's words, AutodyneError `UnknownAttribute`, `InvalidValue`, PrecisionError
 */
export function conditionString(
  model: Model,
  text: string,
  given: Readonly<Record<string, unknown>>,
): WrittenCondition {
  try {
    const values = new Map(
      Object.entries(given).map(([name, value]) => [`:${name.replace(/^:/, '')}`, value]),
    );
    const tree = dumped(model, ...parsed(model, text, values));
    return writtenFilter(tree, text);
  } catch (error) {
    if (!isAutodyneError(error, 'InvalidUsage')) throw error;
    throw new InvalidQuery(`${model.name}.where("${text}"): ${error.message}`, {
      cause: error,
      details: { model: model.name },
    });
  }
}

/** The tree with the fields' names, and something that stands for each value: what they are compared with tells how they are stored. */
function parsed(
  model: Model,
  text: string,
  given: ReadonlyMap<string, unknown>,
): [ConditionTree, ReadonlyMap<AttributeValue, unknown>] {
  const meant = new Map<AttributeValue, unknown>();
  const values: Record<string, AttributeValue> = {};
  for (const [placeholder, value] of given) {
    // Taken by every operator; where a type's name is wanted, it is the one given.
    const standIn: AttributeValue = {
      S: typeof value === 'string' && /^[A-Z]{1,4}$/.test(value) ? value : 'S',
    };
    meant.set(standIn, value);
    values[placeholder] = standIn;
  }
  const names = Object.fromEntries(model.fields.map(({ name }) => [`#${name}`, name]));
  return [parseFilter(text, { names, values, used: new Set() }), meant];
}

function dumped(
  model: Model,
  tree: ConditionTree,
  meant: ReadonlyMap<AttributeValue, unknown>,
): ConditionTree {
  const inner = (part: ConditionTree): ConditionTree => dumped(model, part, meant);
  const operand = (one: Operand, dump: DumpValue): Operand => {
    if (one.kind === 'path') return { kind: 'path', path: attributePath(model, one.path) };
    if (one.kind === 'size') return { kind: 'size', of: operand(one.of, document) };
    return { kind: 'value', value: givenValue(model, meant.get(one.value), dump) };
  };
  switch (tree.kind) {
    case 'and':
    case 'or':
      return { ...tree, parts: tree.parts.map(inner) };
    case 'not':
      return { ...tree, condition: inner(tree.condition) };
    case 'comparison': {
      const dump = beside(model, [tree.left, tree.right], storedOperand);
      return { ...tree, left: operand(tree.left, dump), right: operand(tree.right, dump) };
    }
    case 'between': {
      const dump = beside(model, [tree.operand, tree.low, tree.high], storedOperand);
      const [of, low, high] = [tree.operand, tree.low, tree.high].map((one) => operand(one, dump));
      return { ...tree, operand: of as Operand, low: low as Operand, high: high as Operand };
    }
    case 'in': {
      const dump = beside(model, [tree.operand, ...tree.candidates], storedOperand);
      const candidates = tree.candidates.map((one) => operand(one, dump));
      return { ...tree, operand: operand(tree.operand, dump), candidates };
    }
    case 'attribute_exists':
    case 'attribute_not_exists':
      return { ...tree, path: attributePath(model, tree.path) };
    case 'attribute_type':
      return { ...tree, of: operand(tree.of, document) };
    case 'begins_with':
    case 'contains': {
      const dump = beside(
        model,
        [tree.whole, tree.part],
        tree.kind === 'contains' ? storedPart : storedPrefix,
      );
      return { ...tree, whole: operand(tree.whole, dump), part: operand(tree.part, dump) };
    }
  }
}

type LocationDump = (model: Model, location: WhereLocation, given: unknown) => AttributeValue | undefined;

/** How values beside these operands are stored: as the field is that is among them; beside a size, as numbers. */
function beside(model: Model, operands: readonly Operand[], dumpAt: LocationDump): DumpValue {
  const path = operands.find((one) => one.kind === 'path')?.path;
  if (path === undefined) return document;
  const [name, ...members] = path;
  const location = { field: fieldNamed(model, String(name)), members };
  return (given) => dumpAt(model, location, given);
}

/** A value that no field tells the type of. */
const document: DumpValue = (given) => {
  if (typeof given === 'number' || typeof given === 'bigint') return { N: String(given) };
  if (typeof given === 'boolean') return { BOOL: given };
  return typeof given === 'string' ? { S: given } : undefined;
};

function givenValue(model: Model, given: unknown, dump: DumpValue): AttributeValue {
  if (given === null) return { NULL: true };
  const value = given === undefined ? undefined : dump(given);
  if (value !== undefined) return value;
  const problem =
    given === undefined ? 'a value is undefined' : 'a value is stored as nothing, or has no type here';
  throw new InvalidQuery(`${model.name}.where: ${problem}`, { details: { model: model.name } });
}

function attributePath(model: Model, [name, ...members]: readonly (string | number)[]): (string | number)[] {
  return [fieldNamed(model, String(name)).attribute, ...members];
}
