import type { AttributePath } from '../keys/attribute-path.ts';
import type { AttributeValue } from '../values/attribute-value.ts';
import type { ConditionTree } from './expression-tree.ts';
import { parseExpression } from './parse-expression.ts';
import { parseProjection } from './parse-projection.ts';
import { parseUpdate, type UpdateClauseAction } from './parse-update.ts';
import { checkAllUsed, type ExpressionPlaceholders } from './placeholders.ts';

/** The expressions of one request, as they are written. */
export interface WrittenExpressions {
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  KeyConditionExpression?: string | undefined;
  FilterExpression?: string | undefined;
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** The expressions of one request, read. */
export interface ReadExpressions {
  update: readonly UpdateClauseAction[] | undefined;
  condition: ConditionTree | undefined;
  keyCondition: ConditionTree | undefined;
  filter: ConditionTree | undefined;
  projection: readonly AttributePath[] | undefined;
}

/**
 * Reads all expressions of a request, in the order in which DynamoDB does.
 * @throws AutodyneError `InvalidUsage`, with the service's message: one that DynamoDB would refuse, or a placeholder
 *   that none of them uses
 */
export function readExpressions(written: WrittenExpressions): ReadExpressions {
  const placeholders: ExpressionPlaceholders = {
    names: written.ExpressionAttributeNames ?? {},
    values: written.ExpressionAttributeValues ?? {},
    used: new Set(),
  };
  const condition = (name: 'ConditionExpression' | 'KeyConditionExpression' | 'FilterExpression') => {
    const text = written[name];
    return text === undefined ? undefined : parseExpression(text, name, placeholders);
  };
  const { UpdateExpression, ProjectionExpression } = written;
  const read = {
    update: UpdateExpression === undefined ? undefined : parseUpdate(UpdateExpression, placeholders),
    condition: condition('ConditionExpression'),
    keyCondition: condition('KeyConditionExpression'),
    filter: condition('FilterExpression'),
    projection:
      ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, placeholders),
  };
  checkAllUsed('ExpressionAttributeNames', written.ExpressionAttributeNames, placeholders.used);
  checkAllUsed('ExpressionAttributeValues', written.ExpressionAttributeValues, placeholders.used);
  return read;
}
