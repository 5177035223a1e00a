import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import type { ExpressionFlagValues } from './expression-ways.ts';
import { RetypeError, retypedWay, type TypedLine } from './retyped-command.ts';

/**
 * The error with the commands in front of its suggestions that do what was probably meant by the one that was typed.
 * What looks into arguments is loaded only for errors of that kind.
 */
export async function withMeantWays(
  error: unknown,
  line: TypedLine,
  flags: ExpressionFlagValues,
): Promise<unknown> {
  if (!isAutodyneError(error)) return error;
  if (mayBeAwsRequest(line)) {
    const { awsRequestError } = await import('./aws-request.ts');
    const meant = awsRequestError(line);
    if (meant !== undefined) return meant;
  }
  const ways = await meantWays(error, line, flags);
  if (ways.length === 0) return error;
  const { code, message, details } = error;
  return new AutodyneError(code, message, {
    suggestions: isWholeWay(error) ? ways : [...ways, ...error.suggestions],
    details,
    cause: error,
  });
}

/** Behind an operator of a statement, where only a value can be. */
const STRING_IN_DOUBLE_QUOTES = /([=<>]\s*)"([^"']*)"/;

const WITH_COUNTERPART: ReadonlySet<string> = new Set([
  'put',
  'get',
  'update',
  'delete',
  'query',
  'scan',
  'sql',
]);

function mayBeAwsRequest({ id, argv }: TypedLine): boolean {
  return (
    WITH_COUNTERPART.has(id) &&
    argv.some((arg) => /^(?:--cli-input-json|file:\/\/)|^\s*\{.*"(?:TableName|Statement)"/s.test(arg))
  );
}

/** The command that was typed, mended, says all that the error's own example of a placeholder does. */
function isWholeWay({ message }: AutodyneError): boolean {
  return message.includes('Attribute name is a reserved keyword');
}

async function meantWays(
  error: AutodyneError,
  line: TypedLine,
  flags: ExpressionFlagValues,
): Promise<string[]> {
  if (error instanceof RetypeError) return error.retypings.flatMap((one) => retypedWay(line, one));
  if (['RefusedByService', 'InvalidUsage'].includes(error.code)) {
    const { expressionWays, needsPlaceholders } = await import('./expression-ways.ts');
    if (needsPlaceholders(error.message)) return expressionWays(line, flags);
  }
  if (['InvalidInput', 'InvalidUsage'].includes(error.code) && line.argv.some((arg) => /[{[]/.test(arg))) {
    const { jsonWays } = await import('./json-ways.ts');
    return jsonWays(line);
  }
  if (line.id === 'sql' && error.message.includes('ValidationException')) {
    const [statement = ''] = line.argv.filter((arg) => STRING_IN_DOUBLE_QUOTES.test(arg));
    const meant = statement.replaceAll(
      new RegExp(STRING_IN_DOUBLE_QUOTES, 'g'),
      (_, before, text) => `${before}'${text}'`,
    );
    return statement === ''
      ? []
      : retypedWay(line, { why: 'strings are in single quotes', args: [statement], meant: [meant] });
  }
  if (line.id === 'put' && line.argv[0]?.includes('=')) {
    const { assignmentWays } = await import('./json-ways.ts');
    return assignmentWays(line);
  }
  return [];
}
