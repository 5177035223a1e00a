import { AutodyneError } from '../../errors/autodyne-error.ts';

/** The name of an expression in a request, as the service's messages have it. */
export type ExpressionName =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** The error for an expression that DynamoDB would refuse, with its message. */
export function invalidExpression(
  name: ExpressionName,
  problem: string,
  suggestions: readonly string[] = [],
): AutodyneError {
  return invalidRequest(`Invalid ${name}: ${problem}`, suggestions);
}

/** The error for a request that DynamoDB would refuse with a ValidationException, with its message. */
export function invalidRequest(message: string, suggestions: readonly string[] = []): AutodyneError {
  return new AutodyneError('InvalidUsage', message, { suggestions });
}
