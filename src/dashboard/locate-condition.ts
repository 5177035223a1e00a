import { AutodyneError, isAutodyneError } from '../lib/errors/autodyne-error.ts';
import { parseWhere, splitArg } from '../lib/items/conditions/where.ts';
import type { KeyRoles } from '../lib/items/keys/key-schema.ts';
import { locationIn } from '../lib/json/json-node.ts';
import type { WhereArg } from './where-args.ts';

/** The conditions of a request, as they stand in its text. */
export interface ConditionTexts {
  where: string;
  args: readonly WhereArg[];
  keys: KeyRoles;
}

/**
 * The error of a condition that cannot be read, with its line and column in the text of all conditions: those of the character
 * in a JSON value, else of the first character of the condition. Any other error is returned as it is.
 */
export function locatedInConditions(error: unknown, { where, args, keys }: ConditionTexts): unknown {
  for (const arg of args) {
    const problem = problemOf(arg, keys);
    if (problem === undefined) continue;
    const details = { ...problem.details, ...locationIn(where, arg.offset + offsetIn(arg, problem)) };
    const { code, message, suggestions } = problem;
    return new AutodyneError(code, message, { suggestions, details, cause: error });
  }
  return error;
}

function problemOf({ text }: WhereArg, keys: KeyRoles): AutodyneError | undefined {
  try {
    parseWhere([text], keys);
    return undefined;
  } catch (error) {
    return isAutodyneError(error) ? error : undefined;
  }
}

/** A value that has quotes or backslashes of the shell's inside stands nowhere as one piece: then the condition is meant. */
function offsetIn({ text, written }: WhereArg, { details }: AutodyneError): number {
  const { value, isJson } = splitArg(text);
  const { line, column } = details;
  if (!isJson || value === undefined || line !== 1 || typeof column !== 'number') return 0;
  const at = written.lastIndexOf(value);
  return at === -1 ? 0 : at + column - 1;
}
