import type { TableDescription } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { isJsonObject } from '../json/parse-json.ts';
import { tableShape } from './table-shape.ts';

const { KeySchema, AttributeDefinitions } = tableShape.entries;
const indexesSchema = v.nullish(v.array(v.looseObject({ IndexName: v.string(), KeySchema })));

/** The members of a description that define the keys. */
const keysSchema = v.looseObject({
  KeySchema,
  AttributeDefinitions,
  LocalSecondaryIndexes: indexesSchema,
  GlobalSecondaryIndexes: indexesSchema,
});

/**
 * The table that a schema file or a schema line describes: DescribeTable's response (`{"Table":{…}}`), or the
 * description in it. `undefined` when it is none.
 */
export function tableOfJson(value: unknown): TableDescription | undefined {
  const table = isJsonObject(value) && isJsonObject(value['Table']) ? value['Table'] : value;
  return v.is(keysSchema, table) ? (table as object) : undefined;
}
