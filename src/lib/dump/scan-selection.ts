import type { ScanSelection } from '../archive/dump-request.ts';
import { allOf, Placeholders, projectionExpression } from '../items/conditions/expression.ts';
import { assertExpressionsFit } from '../items/conditions/expression-limits.ts';
import { parseWhere } from '../items/conditions/where.ts';
import { toTypedJsonText } from '../items/json/typed-json.ts';
import { parseAttributePath } from '../items/keys/attribute-path.ts';
import { keyRoles, type TableSchema } from '../items/keys/key-schema.ts';
import { parseJson } from '../json/parse-json.ts';

/**
 * The members of a Scan request for conditions and attributes as a person writes them; `{}` for all items whole.
 * @throws AutodyneError `InvalidUsage` naming the argument that is no condition or path.
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
      : projectionExpression(
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
          ExpressionAttributeValues: parseJson(toTypedJsonText(ExpressionAttributeValues)) as NonNullable<
            ScanSelection['ExpressionAttributeValues']
          >,
        }),
  };
}
