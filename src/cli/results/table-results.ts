import * as v from 'valibot';
import { globalIndexSchema, localIndexSchema, tableDescriptionSchema } from './dynamodb-shapes.ts';

/** `describe` and `index wait`: the shape of `aws dynamodb describe-table`. */
export const describeResultSchema = v.strictObject({ Table: tableDescriptionSchema });
export type DescribeResult = v.InferOutput<typeof describeResultSchema>;

export const indexListResultSchema = v.strictObject({
  GlobalSecondaryIndexes: v.array(globalIndexSchema),
  LocalSecondaryIndexes: v.array(localIndexSchema),
});
export type IndexListResult = v.InferOutput<typeof indexListResultSchema>;

/** `index create` and `index delete`: the shape of `aws dynamodb update-table`, as the table is when they end. */
export const indexChangeResultSchema = v.strictObject({ TableDescription: tableDescriptionSchema });
export type IndexChangeResult = v.InferOutput<typeof indexChangeResultSchema>;
