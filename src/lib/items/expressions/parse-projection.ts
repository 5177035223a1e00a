import type { AttributePath } from '../keys/attribute-path.ts';
import { pathsProblem } from './distinct-paths.ts';
import { type ExpressionPlaceholders, PlaceholderReader } from './placeholders.ts';
import { TokenReader } from './token-reader.ts';

/**
 * Reads a projection expression as DynamoDB does.
 * @throws AutodyneError `InvalidUsage`, with the service's message, for one that DynamoDB would refuse.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
 */
export function parseProjection(text: string, placeholders: ExpressionPlaceholders): AttributePath[] {
  const reader = new TokenReader(text, 'ProjectionExpression');
  const values = new PlaceholderReader(placeholders, reader.problems);
  const written = reader.list(() => reader.path());
  // The last one first, as the service does: of two placeholders that are not defined it reports the last one.
  const paths = written
    .toReversed()
    .map((path) => values.path(path))
    .reverse();
  reader.problems.noteInMeaning(pathsProblem(paths));
  reader.finish();
  return paths;
}
