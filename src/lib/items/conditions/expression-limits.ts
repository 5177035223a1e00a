import { AutodyneError } from '../../errors/autodyne-error.ts';
import { MAX_EXPRESSION_BYTES } from '../../wire/request-limits.ts';
import { itemSizeBytes } from '../values/item-size.ts';
import type { ExpressionAttributes } from './expression.ts';

const EXPRESSIONS = {
  UpdateExpression: 'update expression',
  ConditionExpression: 'condition expression',
  KeyConditionExpression: 'key condition expression',
  FilterExpression: 'filter expression',
  ProjectionExpression: 'projection expression',
} as const;

/** Of all names and values that placeholders stand for, together. */
const MAX_SUBSTITUTED_BYTES = 2 * 1024 * 1024;

/** The members of a request that hold its expressions. */
export type WithExpressions = {
  [name in keyof typeof EXPRESSIONS]?: string | undefined;
} & {
  [name in keyof ExpressionAttributes]?: ExpressionAttributes[name] | undefined;
};

/**
 * Refuses a request whose expressions are longer than DynamoDB takes, before it is sent.
 * @param suggestions what shortens them
 * @throws AutodyneError `InvalidUsage`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
 */
export function assertExpressionsFit(input: WithExpressions, suggestions: readonly string[] = []): void {
  const fail = (what: string, sizeBytes: number, most: string): AutodyneError =>
    new AutodyneError('InvalidUsage', `${what} ${sizeBytes} bytes; DynamoDB allows at most ${most}`, {
      suggestions,
    });
  for (const [member, name] of Object.entries(EXPRESSIONS)) {
    const sizeBytes = Buffer.byteLength(input[member as keyof typeof EXPRESSIONS] ?? '');
    if (sizeBytes > MAX_EXPRESSION_BYTES) {
      throw fail(`the ${name} has`, sizeBytes, `${MAX_EXPRESSION_BYTES} (4 KB)`);
    }
  }
  const names = Object.entries(input.ExpressionAttributeNames ?? {})
    .flat()
    .join('');
  const sizeBytes = Buffer.byteLength(names) + itemSizeBytes(input.ExpressionAttributeValues ?? {});
  if (sizeBytes > MAX_SUBSTITUTED_BYTES) {
    throw fail('the names and values of the expressions have', sizeBytes, `${MAX_SUBSTITUTED_BYTES} (2 MB)`);
  }
}
