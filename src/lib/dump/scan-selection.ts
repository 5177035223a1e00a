import { parseJson } from '../client/parse-json.ts';
import { parseAttributePath } from '../items/attribute-path.ts';
import { allOf, Placeholders, projectionText } from '../items/expression.ts';
import { assertExpressionsFit } from '../items/expression-limits.ts';
import { keyRoles, type TableSchema } from '../items/key-schema.ts';
import { toTypedJsonText } from '../items/typed-json.ts';
import { parseWhere } from '../items/where.ts';
import type { ScanSelection } from './dump-request.ts';

/**
 * The members of a Scan request for conditions and attributes as a person writes them; `{}` for all items whole.
 * @throws AutodyneError `InvalidUsage` naming the word that is no condition or path.
 */
export function scanSelection(
  schema: TableSchema,
  where: readonly string[] | undefined,
  attributes: readonly string[] | undefined,
): ScanSelection {
  const placeholders = new Placeholders();
  const filter = allOf(parseWhere(where ?? [], keyRoles(schema)), placeholders);
  const projection =
    attributes === undefined
      ? undefined
      : projectionText(
          attributes.map((path) => parseAttributePath(path)),
          placeholders,
        );
  const { ExpressionAttributeNames, ExpressionAttributeValues } = placeholders.toInput();
  assertExpressionsFit({
    FilterExpression: filter,
    ProjectionExpression: projection,
    ExpressionAttributeNames,
    ExpressionAttributeValues,
  });
  return {
    ...(filter === undefined ? {} : { FilterExpression: filter }),
    ...(projection === undefined ? {} : { ProjectionExpression: projection }),
    ...(ExpressionAttributeNames === undefined ? {} : { ExpressionAttributeNames }),
    ...(ExpressionAttributeValues === undefined
      ? {}
      : {
          ExpressionAttributeValues: parseJson(toTypedJsonText(ExpressionAttributeValues)) as Record<
            string,
            unknown
          >,
        }),
  };
}
