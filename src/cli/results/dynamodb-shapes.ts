import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { Item } from '../../lib/items/values/attribute-value.ts';
import { amountSchema, booleanSchema, countSchema, textSchema } from '../../lib/json/json-schemas.ts';
import { printedFrom } from './printed.ts';

// The output of `aws dynamodb`. The compiler checks that each member of the SDK's types is here; unknown members of a
// response are passed on.

const stringsSchema = v.array(textSchema);

/** An attribute value in DynamoDB JSON: binary is base64 text. */
export const attributeValueSchema: v.GenericSchema = v.union([
  v.strictObject({ S: textSchema }),
  v.strictObject({ N: textSchema }),
  v.strictObject({ B: textSchema }),
  v.strictObject({ SS: stringsSchema }),
  v.strictObject({ NS: stringsSchema }),
  v.strictObject({ BS: stringsSchema }),
  v.strictObject({
    M: v.record(
      v.string(),
      v.lazy(() => attributeValueSchema),
    ),
  }),
  v.strictObject({ L: v.array(v.lazy(() => attributeValueSchema)) }),
  v.strictObject({ BOOL: booleanSchema }),
  v.strictObject({ NULL: v.literal(true) }),
]);

export const itemSchema = printedFrom<Item>(v.record(v.string(), attributeValueSchema));

type Members<T> = Record<keyof T, v.GenericSchema>;

/** For features that the add-on's tables do not have. */
const otherSchema = v.looseObject({});
const dateSchema = textSchema;

const keySchemaSchema = v.array(v.strictObject({ AttributeName: textSchema, KeyType: textSchema }));
const onDemandSchema = v.strictObject({
  MaxReadRequestUnits: v.exactOptional(v.number()),
  MaxWriteRequestUnits: v.exactOptional(v.number()),
});
const throughputSchema = v.strictObject({
  LastIncreaseDateTime: v.exactOptional(dateSchema),
  LastDecreaseDateTime: v.exactOptional(dateSchema),
  NumberOfDecreasesToday: v.exactOptional(countSchema),
  ReadCapacityUnits: v.exactOptional(amountSchema),
  WriteCapacityUnits: v.exactOptional(amountSchema),
});

const LOCAL_INDEX = {
  IndexName: v.exactOptional(textSchema),
  KeySchema: v.exactOptional(keySchemaSchema),
  Projection: v.exactOptional(
    v.strictObject({
      ProjectionType: v.exactOptional(textSchema),
      NonKeyAttributes: v.exactOptional(stringsSchema),
    }),
  ),
  IndexSizeBytes: v.exactOptional(countSchema),
  ItemCount: v.exactOptional(countSchema),
  IndexArn: v.exactOptional(textSchema),
} satisfies Members<LocalSecondaryIndexDescription>;

const GLOBAL_INDEX = {
  ...LOCAL_INDEX,
  IndexStatus: v.exactOptional(textSchema),
  Backfilling: v.exactOptional(booleanSchema),
  ProvisionedThroughput: v.exactOptional(throughputSchema),
  OnDemandThroughput: v.exactOptional(onDemandSchema),
  WarmThroughput: v.exactOptional(otherSchema),
} satisfies Members<GlobalSecondaryIndexDescription>;

export const localIndexSchema = printedFrom<LocalSecondaryIndexDescription>(v.looseObject(LOCAL_INDEX));
export const globalIndexSchema = printedFrom<GlobalSecondaryIndexDescription>(v.looseObject(GLOBAL_INDEX));

const TABLE = {
  AttributeDefinitions: v.exactOptional(
    v.array(v.strictObject({ AttributeName: textSchema, AttributeType: textSchema })),
  ),
  TableName: v.exactOptional(textSchema),
  KeySchema: v.exactOptional(keySchemaSchema),
  TableStatus: v.exactOptional(textSchema),
  CreationDateTime: v.exactOptional(dateSchema),
  ProvisionedThroughput: v.exactOptional(throughputSchema),
  TableSizeBytes: v.exactOptional(countSchema),
  ItemCount: v.exactOptional(countSchema),
  TableArn: v.exactOptional(textSchema),
  TableId: v.exactOptional(textSchema),
  BillingModeSummary: v.exactOptional(
    v.strictObject({
      BillingMode: v.exactOptional(textSchema),
      LastUpdateToPayPerRequestDateTime: v.exactOptional(dateSchema),
    }),
  ),
  LocalSecondaryIndexes: v.exactOptional(v.array(localIndexSchema)),
  GlobalSecondaryIndexes: v.exactOptional(v.array(globalIndexSchema)),
  StreamSpecification: v.exactOptional(
    v.strictObject({ StreamEnabled: booleanSchema, StreamViewType: v.exactOptional(textSchema) }),
  ),
  LatestStreamLabel: v.exactOptional(textSchema),
  LatestStreamArn: v.exactOptional(textSchema),
  GlobalTableVersion: v.exactOptional(textSchema),
  Replicas: v.exactOptional(v.array(otherSchema)),
  GlobalTableWitnesses: v.exactOptional(v.array(otherSchema)),
  GlobalTableSettingsReplicationMode: v.exactOptional(textSchema),
  RestoreSummary: v.exactOptional(otherSchema),
  SSEDescription: v.exactOptional(otherSchema),
  ArchivalSummary: v.exactOptional(otherSchema),
  TableClassSummary: v.exactOptional(otherSchema),
  DeletionProtectionEnabled: v.exactOptional(booleanSchema),
  DisassociationProtectionEnabled: v.exactOptional(booleanSchema),
  OnDemandThroughput: v.exactOptional(onDemandSchema),
  WarmThroughput: v.exactOptional(otherSchema),
  MultiRegionConsistency: v.exactOptional(textSchema),
  VectorIndexes: v.exactOptional(v.array(otherSchema)),
} satisfies Members<TableDescription>;

export const tableDescriptionSchema = printedFrom<TableDescription>(v.looseObject(TABLE));
