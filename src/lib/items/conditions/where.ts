import { AutodyneError } from '../../errors/autodyne-error.ts';
import { type AttributePath, formatAttributePath, parseAttributePath } from '../keys/attribute-path.ts';
import type { KeyRoles } from '../keys/key-schema.ts';
import { type AttributeCondition, attributeOf, isOperator, type Operator } from './condition.ts';
import { conditionSlip, isOperatorMeant, unknownOperator } from './operator-slips.ts';
import { readOperands } from './where-operands.ts';

/**
 * Reads conditions as people write them, an argument each (the shell has removed the quotes):
 * `artist=No One You Know`, `year.gte:=2010`, `city.in=London,Paris`, `info.rating.between:=[3,5]`, `email.exists`.
 * `=` is followed by text, `:=` by plain JSON. A dot goes into a map; a dot that belongs to a name is `\.`. The last
 * name is an operator when it is one; a path that ends in such a name takes `.eq`.
 * Text after `=` that is compared with a key attribute is read as the key's type; JSON after `:=` is taken as written,
 * except for the table's own key, which has one type in every item.
 * @throws AutodyneError `InvalidUsage` naming the argument; `InvalidInput` for a value that DynamoDB does not take
 */
export function parseWhere(args: readonly string[], keys: KeyRoles): AttributeCondition[] {
  return args.map((arg) => parseWhereArg(arg, keys));
}

function parseWhereArg(arg: string, keys: KeyRoles): AttributeCondition {
  const { left, isJson, value } = splitArg(arg);
  const problem = conditionSlip({ left, isJson, value }, arg);
  if (problem !== undefined) throw problem;
  const { path, operator } = splitOperator(parseAttributePath(left), keys, { arg, isJson });
  if (value === undefined && operator !== 'exists' && operator !== 'not_exists') throw noValue(arg, path);
  const key = path.length === 1 ? keys.get(attributeOf(path)) : undefined;
  const operands = readOperands({ operator, isJson, text: value ?? '', key, left, arg });
  return { path, operator, operands, arg };
}

/** An argument split at its first `=` or `:=` that has no backslash before it. */
export interface SplitArg {
  /** A path, with its backslashes. */
  left: string;
  isJson: boolean;
  /** As it was written; `undefined` when there is no `=`. */
  value: string | undefined;
}

/** Splits `path=text` or `path:=json`. */
export function splitArg(arg: string): SplitArg {
  for (let at = 0; at < arg.length; at += 1) {
    if (arg[at] === '\\') at += 1;
    else if (arg.startsWith(':=', at)) {
      return { left: arg.slice(0, at), isJson: true, value: arg.slice(at + 2) };
    } else if (arg[at] === '=') {
      return { left: arg.slice(0, at), isJson: false, value: arg.slice(at + 1) };
    }
  }
  return { left: arg, isJson: false, value: undefined };
}

function splitOperator(
  written: AttributePath,
  keys: KeyRoles,
  { arg, isJson }: { arg: string; isJson: boolean },
): { path: AttributePath; operator: Operator } {
  const last = written.at(-1);
  const before = written.slice(0, -1);
  const isOperatorArg = before.length > 0 && typeof last === 'string' && isOperator(last);
  const [path, operator]: [AttributePath, Operator] = isOperatorArg ? [before, last] : [written, 'eq'];
  const [, ...inside] = path;
  const member = inside.at(-1);
  if (member === undefined) return { path, operator };
  const key = keys.get(attributeOf(path));
  // The table's key has nothing inside it, so what follows its name can only be meant as an operator.
  if (key?.isOfTable) throw unknownOperator(path, arg, { canBeMember: false });
  if (isOperatorArg || typeof member !== 'string') return { path, operator };
  const isTextForKey = key !== undefined && !isJson;
  if (isTextForKey || isOperatorMeant(member)) throw unknownOperator(path, arg, { canBeMember: true });
  return { path, operator };
}

function noValue(arg: string, path: AttributePath): AutodyneError {
  const name = formatAttributePath(path);
  return new AutodyneError('InvalidUsage', `the condition "${arg}" has no value`, {
    suggestions: [`write ${name}=TEXT, ${name}:=JSON or ${name}.exists`],
  });
}
