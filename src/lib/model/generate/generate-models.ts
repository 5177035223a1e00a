import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { callOperation } from '../../client/call-operation.ts';
import type { ServiceClient } from '../../client/client-sender.ts';
import { AutodyneError } from '../../errors/autodyne-error.ts';
import { countOf, countText } from '../../errors/count-text.ts';
import { scanSample } from '../../indexes/scan-sample.ts';
import { tableSchema } from '../../items/keys/key-schema.ts';
import { describeTable } from '../../items/read/describe-table.ts';
import { jsonString } from '../../json/json-string.ts';
import type { UnitMeter } from '../../usage/unit-meter.ts';
import type { ModelShape } from './model-shape.ts';
import { modelsSource } from './model-source.ts';
import { shapeModels } from './shape-models.ts';
import { type ModelProfile, TableProfile } from './table-profile.ts';

export interface GenerateOptions {
  /** Items to read at most. */
  maxItems: number;
  /** Models to write; all where undefined. */
  only?: readonly string[] | undefined;
  /** The model of a table whose items do not say whose they are. */
  name: string;
  meter?: UnitMeter | undefined;
}

export interface GeneratedModels {
  readonly source: string;
  readonly models: readonly ModelShape[];
  readonly sampledItems: number;
  /** The sample was the whole table. */
  readonly isWhole: boolean;
  /** Parts of the table that are not in the models, and why. */
  readonly notes: readonly string[];
}

/**
 * Models of a table as a sample of its items shows them: DescribeTable, DescribeTimeToLive where it is allowed, and a Scan
 * of half a read unit for each 4 KB.
 * @throws AutodyneError `InvalidInput` where the sample has no item, or none of a model that is asked for
 */
export async function generateModels(
  client: ServiceClient,
  tableName: string,
  options: GenerateOptions,
): Promise<GeneratedModels> {
  const table = await describeTable(client, tableName);
  const schema = tableSchema(table);
  const { partitionKey, sortKey } = schema.key;
  const sample = new TableProfile(partitionKey.name, options.name);
  const isWhole = await scanSample(client, tableName, options, (item) => sample.add(item));
  if (sample.whole.items === 0) throw noItems(tableName);
  const ofModels = sample.models();
  const isShared = sortKey === undefined && partitionKey.type === 'S' && ofModels.length > 0;
  if (!isShared && options.only !== undefined) throw noModels(tableName);
  const profiles = isShared ? chosen(ofModels, options.only) : [sample.whole];
  const { models, notes } = shapeModels(profiles, {
    schema,
    isShared,
    expiresAttribute: await expiresAttribute(client, tableName),
  });
  return {
    source: modelsSource(models, headOf(table, sample.sampledItems, isWhole)),
    models,
    sampledItems: sample.sampledItems,
    isWhole,
    notes: [...(isShared ? notesOfSample(sample) : []), ...notes],
  };
}

function chosen(profiles: readonly ModelProfile[], only: readonly string[] | undefined): ModelProfile[] {
  const unknown = only?.find((name) => !profiles.some((profile) => profile.name === name));
  if (unknown !== undefined) {
    throw new AutodyneError('InvalidInput', `no sampled item is of a model ${jsonString(unknown)}`, {
      suggestions: [
        `the sample has: ${profiles.map(({ name }) => jsonString(name)).join(', ')}`,
        'to read more items: --sample N',
      ],
    });
  }
  return profiles.filter(({ name }) => only?.includes(name) !== false);
}

function notesOfSample({ itemsOfNone }: TableProfile): string[] {
  if (itemsOfNone === 0) return [];
  return [`${countOf(itemsOfNone, 'sampled item')} without _model: written by no model, in none of these`];
}

function headOf(table: TableDescription, sampledItems: number, isWhole: boolean): string[] {
  const all = isWhole ? 'all' : `about ${countText(Math.max(table.ItemCount ?? 0, sampledItems))}`;
  return [
    `By autodyne models generate, from ${countOf(sampledItems, 'item')} (of ${all}) of table ${jsonString(table.TableName ?? '')}.`,
    'Types, required() and fields are those of that sample: read them before you use them.',
  ];
}

/** The add-on's credentials cannot read it. */
async function expiresAttribute(client: ServiceClient, TableName: string): Promise<string | undefined> {
  try {
    const { TimeToLiveDescription: described } = await callOperation(client, 'DescribeTimeToLive', {
      TableName,
    });
    const isOn = described?.TimeToLiveStatus === 'ENABLED' || described?.TimeToLiveStatus === 'ENABLING';
    return isOn ? described.AttributeName : undefined;
  } catch {
    return undefined;
  }
}

function noModels(tableName: string): AutodyneError {
  return new AutodyneError(
    'InvalidInput',
    `the items of table "${tableName}" do not say which model they are of`,
    {
      suggestions: ['they become one model, which you can name: --name NAME'],
    },
  );
}

function noItems(tableName: string): AutodyneError {
  return new AutodyneError('InvalidInput', `table "${tableName}" has no items to generate models from`, {
    suggestions: ['models of a new app are written by hand: docs/models.md'],
  });
}
