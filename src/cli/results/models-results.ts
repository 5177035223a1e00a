import * as v from 'valibot';
import { booleanSchema, textSchema } from '../../lib/json/json-schemas.ts';
import { listOf } from './printed.ts';

const keyAttributeSchema = v.strictObject({ name: textSchema, type: v.picklist(['S', 'N', 'B']) });

export const modelsListResultSchema = v.strictObject({
  models: v.array(
    v.strictObject({
      name: textSchema,
      table: textSchema,
      partitionKey: keyAttributeSchema,
      sortKey: v.nullable(keyAttributeSchema),
      indexes: v.array(
        v.strictObject({
          name: textSchema,
          partitionKeys: v.array(keyAttributeSchema),
          sortKeys: v.array(keyAttributeSchema),
          projection: textSchema,
          /** Null where these credentials may not describe the table. */
          isThere: v.nullable(booleanSchema),
        }),
      ),
      fields: v.array(
        v.strictObject({
          name: textSchema,
          attribute: textSchema,
          type: textSchema,
          /** The DynamoDB type; null where it depends on the value. */
          storedAs: v.nullable(textSchema),
        }),
      ),
    }),
  ),
});
export type ModelsListResult = v.InferOutput<typeof modelsListResultSchema>;

const createdSchema = v.strictObject({ name: textSchema, created: booleanSchema });

export const modelsCreateTablesResultSchema = v.strictObject({
  tables: listOf(createdSchema),
  indexes: listOf(createdSchema),
  /** Indexes of the table that no model declares. */
  undeclaredIndexes: listOf(textSchema),
});
export type ModelsCreateTablesResult = v.InferOutput<typeof modelsCreateTablesResultSchema>;

export const modelsGenerateResultSchema = v.strictObject({
  /** Null for a dry run. */
  file: v.nullable(textSchema),
  source: textSchema,
  sampledItems: v.number(),
  /** The sample was the whole table. */
  isWhole: booleanSchema,
  models: listOf(
    v.strictObject({
      name: textSchema,
      className: textSchema,
      /** In the sample. */
      items: v.number(),
      fields: listOf(v.strictObject({ name: textSchema, attribute: textSchema, isRequired: booleanSchema })),
      indexes: listOf(textSchema),
      subclasses: listOf(textSchema),
    }),
  ),
  /** Parts of the table that are in no model, and why. */
  notes: listOf(textSchema),
});
export type ModelsGenerateResult = v.InferOutput<typeof modelsGenerateResultSchema>;
