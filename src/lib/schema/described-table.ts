import type { TableDescription, Tag } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { isYes, type ShapedIndex, type ShapedTable, tableShape, tagsShape } from '../archive/table-shape.ts';
import { invalid } from '../json/json-fields.ts';
import { checkJson } from '../json/json-schemas.ts';
import { isJsonObject } from '../json/parse-json.ts';
import type { SourceSchema } from './source-schema.ts';
import { unsetSettings } from './unset-settings.ts';

type Members = Readonly<Record<string, unknown>>;

/** Settings that DescribeTable does not return. */
const NEVER_DESCRIBED = ['point-in-time recovery', 'resource policy', 'contributor insights', 'auto scaling'];

/**
 * The schema in a table's description (DescribeTable's response, our `table.json`), in a CreateTable request, or in the
 * properties of a CloudFormation table.
 * @param name the file or source, for errors
 * @throws AutodyneError `InvalidInput` naming the member that no table can have, and a key attribute without a type.
 */
export function describedTable(json: object, name: string): SourceSchema {
  const members = json as Members;
  const inner = isJsonObject(members['Table']) ? members['Table'] : members;
  const table = checkJson(tableShape, { location: name, members: inner });
  for (const [path, { KeySchema }] of keyedParts(table)) {
    for (const { AttributeName } of KeySchema) {
      if (table.AttributeDefinitions.some((definition) => definition.AttributeName === AttributeName))
        continue;
      throw invalid(name, `"AttributeDefinitions" gives no type for "${AttributeName}", a key of ${path}`);
    }
  }
  const [timeToLive, tags] = [timeToLiveOf(members), tagsOf(members, name)];
  return {
    name,
    table: descriptionOf(table),
    timeToLive,
    tags,
    untold: [
      ...(timeToLive === undefined ? ['time to live'] : []),
      ...(tags === undefined ? ['tags'] : []),
      ...NEVER_DESCRIBED,
    ],
    unset: unsetSettings(inner, table),
    assumed: [],
  };
}

function keyedParts(table: ShapedTable): [string, Pick<ShapedTable, 'KeySchema'>][] {
  const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table;
  const indexes = [...LocalSecondaryIndexes, ...GlobalSecondaryIndexes];
  return [
    ['the table', table],
    ...indexes.map((index): [string, ShapedIndex] => [`index "${index.IndexName}"`, index]),
  ];
}

function descriptionOf(table: ShapedTable): TableDescription {
  const { TableName, KeySchema, AttributeDefinitions, ProvisionedThroughput } = table;
  const billingMode = table.BillingMode ?? table.BillingModeSummary?.BillingMode;
  return {
    ...(TableName === undefined ? {} : { TableName }),
    KeySchema,
    AttributeDefinitions,
    LocalSecondaryIndexes: (table.LocalSecondaryIndexes ?? []).map(indexOf),
    GlobalSecondaryIndexes: (table.GlobalSecondaryIndexes ?? []).map(indexOf),
    ...(billingMode === 'PAY_PER_REQUEST' ? { BillingModeSummary: { BillingMode: billingMode } } : {}),
    ...(ProvisionedThroughput === undefined ? {} : { ProvisionedThroughput: unitsOf(ProvisionedThroughput) }),
  } as TableDescription;
}

function indexOf({ IndexName, KeySchema, Projection, ProvisionedThroughput }: ShapedIndex): object {
  const throughput = ProvisionedThroughput && { ProvisionedThroughput: unitsOf(ProvisionedThroughput) };
  return { IndexName, KeySchema, Projection, ...throughput };
}

function unitsOf({ ReadCapacityUnits, WriteCapacityUnits }: Units): Units {
  return { ReadCapacityUnits, WriteCapacityUnits };
}

interface Units {
  ReadCapacityUnits: number;
  WriteCapacityUnits: number;
}

function timeToLiveOf(members: Members): string | null | undefined {
  const described = members['TimeToLiveDescription'];
  if (isJsonObject(described)) {
    const { TimeToLiveStatus: status, AttributeName: attribute } = described;
    const isOn = status === 'ENABLED' || status === 'ENABLING';
    return isOn && typeof attribute === 'string' ? attribute : null;
  }
  const specified = members['TimeToLiveSpecification'];
  if (!isJsonObject(specified)) return undefined;
  const { Enabled, AttributeName } = specified;
  return isYes(Enabled) && typeof AttributeName === 'string' ? AttributeName : null;
}

function tagsOf(members: Members, name: string): Tag[] | undefined {
  const { Tags } = members;
  if (Tags === undefined || Tags === null) return undefined;
  return checkJson(v.object({ Tags: tagsShape }), { location: name, members: { Tags } }).Tags;
}
