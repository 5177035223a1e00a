import * as v from 'valibot';
import { booleanSchema, oneOfSchema, textSchema } from '../json/json-schemas.ts';

// The members of a table's description, of a CreateTable request and of a CloudFormation table that make its keys,
// indexes and billing. YAML values are strings here: numbers and booleans are read from them.

const NOT_UNITS = 'is not a number of capacity units';
const unitsSchema = v.pipe(
  v.union([v.number(), v.string()], NOT_UNITS),
  v.transform(Number),
  v.number(NOT_UNITS),
  v.minValue(0, NOT_UNITS),
);

const NOT_A_LIST = 'is not a list';
const NOT_AN_OBJECT = 'is not an object';

const throughputSchema = v.looseObject(
  { ReadCapacityUnits: unitsSchema, WriteCapacityUnits: unitsSchema },
  NOT_AN_OBJECT,
);

const keySchema = v.pipe(
  v.array(
    v.object(
      { AttributeName: v.pipe(textSchema, v.nonEmpty('is empty')), KeyType: oneOfSchema(['HASH', 'RANGE']) },
      NOT_AN_OBJECT,
    ),
    NOT_A_LIST,
  ),
  v.check((keys) => keys.some(({ KeyType }) => KeyType === 'HASH'), 'has no partition key (HASH)'),
);

const projectionSchema = v.object(
  {
    ProjectionType: v.optional(oneOfSchema(['ALL', 'KEYS_ONLY', 'INCLUDE'])),
    NonKeyAttributes: v.optional(v.array(textSchema, NOT_A_LIST)),
  },
  NOT_AN_OBJECT,
);

const indexSchema = v.looseObject(
  {
    IndexName: textSchema,
    KeySchema: keySchema,
    Projection: projectionSchema,
    ProvisionedThroughput: v.optional(throughputSchema),
  },
  NOT_AN_OBJECT,
);

/** All other members of a table are passed on as they are. */
export const tableShape = v.looseObject({
  TableName: v.optional(textSchema),
  KeySchema: keySchema,
  AttributeDefinitions: v.array(
    v.object({ AttributeName: textSchema, AttributeType: oneOfSchema(['S', 'N', 'B']) }, NOT_AN_OBJECT),
    NOT_A_LIST,
  ),
  LocalSecondaryIndexes: v.optional(v.array(indexSchema, NOT_A_LIST)),
  GlobalSecondaryIndexes: v.optional(v.array(indexSchema, NOT_A_LIST)),
  BillingMode: v.optional(oneOfSchema(['PAY_PER_REQUEST', 'PROVISIONED'])),
  BillingModeSummary: v.optional(v.looseObject({ BillingMode: v.optional(textSchema) }, NOT_AN_OBJECT)),
  ProvisionedThroughput: v.optional(throughputSchema),
});

export type ShapedTable = v.InferOutput<typeof tableShape>;
export type ShapedIndex = v.InferOutput<typeof indexSchema>;

export const tagsShape = v.array(v.object({ Key: textSchema, Value: textSchema }, NOT_AN_OBJECT), NOT_A_LIST);

/** True for `true`, and for the ways that YAML may spell it. */
export function isYes(value: unknown): boolean {
  return v.is(booleanSchema, value) ? value : /^(true|yes|on)$/i.test(String(value));
}
