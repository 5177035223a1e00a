import {
  booleanShape,
  dateShape,
  listShape,
  type MemberShape,
  numberShape,
  objectShape,
  oneOfShape,
  stringShape,
} from './member-shape.ts';

const keySchema = listShape(
  objectShape({ AttributeName: stringShape, KeyType: oneOfShape('HASH', 'RANGE') }),
);
const throughput = objectShape({}, { ReadCapacityUnits: numberShape, WriteCapacityUnits: numberShape });
const indexes = listShape(
  objectShape(
    { IndexName: stringShape, KeySchema: keySchema },
    {
      IndexStatus: stringShape,
      Backfilling: booleanShape,
      IndexSizeBytes: numberShape,
      ItemCount: numberShape,
      IndexArn: stringShape,
      Projection: objectShape({}, { ProjectionType: stringShape, NonKeyAttributes: listShape(stringShape) }),
      ProvisionedThroughput: throughput,
    },
  ),
);
const attributeDefinitions = listShape(
  objectShape({ AttributeName: stringShape, AttributeType: oneOfShape('S', 'N', 'B') }),
);

/** Of a table's description, the members that are used. */
const MEMBERS = {
  TableName: stringShape,
  TableStatus: stringShape,
  TableArn: stringShape,
  CreationDateTime: dateShape,
  ItemCount: numberShape,
  TableSizeBytes: numberShape,
  KeySchema: keySchema,
  AttributeDefinitions: attributeDefinitions,
  GlobalSecondaryIndexes: indexes,
  LocalSecondaryIndexes: indexes,
  BillingModeSummary: objectShape({}, { BillingMode: stringShape }),
  ProvisionedThroughput: throughput,
  DeletionProtectionEnabled: booleanShape,
  StreamSpecification: objectShape({}, { StreamEnabled: booleanShape, StreamViewType: stringShape }),
  SSEDescription: objectShape({}, { Status: stringShape, SSEType: stringShape }),
  TableClassSummary: objectShape({}, { TableClass: stringShape }),
};

const described = objectShape(
  { TableName: stringShape, KeySchema: keySchema, AttributeDefinitions: attributeDefinitions },
  MEMBERS,
);

/** A table in the response of an operation that changes it, which may say little of it. */
export const changedTableShape: MemberShape = objectShape({}, MEMBERS);

interface Keyed {
  KeySchema: { AttributeName: string; KeyType: string }[];
  IndexStatus?: string;
}

interface Described extends Keyed {
  AttributeDefinitions: { AttributeName: string }[];
  GlobalSecondaryIndexes?: Keyed[];
  LocalSecondaryIndexes?: Keyed[];
}

/** A table as DescribeTable returns it: with its keys, and the type of each attribute of them. */
export const describedTableShape: MemberShape = (table, path) => {
  const problem = described(table, path);
  if (problem !== undefined) return problem;
  const { AttributeDefinitions, ...own } = table as Described;
  const defined = new Set(AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  for (const keyed of [own, ...(own.GlobalSecondaryIndexes ?? []), ...(own.LocalSecondaryIndexes ?? [])]) {
    const { IndexStatus, KeySchema } = keyed;
    if (KeySchema[0]?.KeyType !== 'HASH') return `a "KeySchema" of "${path}" without a partition key`;
    // The definitions of an index that is being deleted may have gone before it.
    if (IndexStatus === 'DELETING') continue;
    const untyped = KeySchema.find(({ AttributeName }) => !defined.has(AttributeName));
    if (untyped !== undefined) return `no "${untyped.AttributeName}" in "${path}.AttributeDefinitions"`;
  }
  return undefined;
};
