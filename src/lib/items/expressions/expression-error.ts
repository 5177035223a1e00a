import { AutodyneError } from '../../errors/autodyne-error.ts';

/** Which expression of a request something is wrong with, as the service's messages name it. */
export type ExpressionName =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** An expression that DynamoDB would refuse, in its own words. */
export function invalidExpression(
  name: ExpressionName,
  problem: string,
  suggestions: readonly string[] = [],
): AutodyneError {
  return invalidRequest(`Invalid ${name}: ${problem}`, suggestions);
}

/** A request that DynamoDB would refuse with a ValidationException, in its own words. */
export function invalidRequest(message: string, suggestions: readonly string[] = []): AutodyneError {
  return new AutodyneError('InvalidUsage', message, { suggestions });
}
