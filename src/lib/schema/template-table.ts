import { countOf } from '../errors/count-text.ts';
import { invalid } from '../json/json-fields.ts';
import { isJsonObject } from '../json/parse-json.ts';
import { describedTable } from './described-table.ts';
import type { SourceSchema } from './source-schema.ts';
import { TemplateValues, unknownIn } from './template-values.ts';

type Members = Readonly<Record<string, unknown>>;

/** `AWS::DynamoDB::GlobalTable` has the same keys and indexes. */
const TABLE_TYPES: readonly unknown[] = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** The members that are required to create the table. */
const NEEDED = [
  'KeySchema',
  'AttributeDefinitions',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
] as const;

/** True for a CloudFormation template, for one table of it, and for that table's properties. */
export function isTemplate(value: Members): boolean {
  return isJsonObject(value['Resources']) || 'KeySchema' in record(value['Properties'] ?? value);
}

/**
 * The table of a CloudFormation template.
 * @param logicalId one of its tables; by default its only one
 * @throws AutodyneError `InvalidInput` where it has none, or several and none was named, or where its key is not known
 *   from the template.
 */
export function templateTable(template: Members, name: string, logicalId: string | undefined): SourceSchema {
  const properties = propertiesOf(template, name, logicalId);
  const values = new TemplateValues(template);
  const resolved = values.resolve(properties) as Record<string, unknown>;
  for (const needed of NEEDED) {
    const found = unknownIn(resolved[needed], needed);
    if (found === undefined) continue;
    throw invalid(name, `"${found.path}" is ${found.unknown}, which is not in the template`, undefined, [
      'use the description of a table created from it: aws dynamodb describe-table --table-name NAME > table.json',
    ]);
  }
  const { known, unset } = withoutUnknown(resolved);
  const schema = describedTable(known, name);
  const { timeToLive = null, tags = [] } = schema;
  // A setting that a template does not have is off. Scaling is a resource of its own in it.
  const untold = ['auto scaling'];
  return {
    ...schema,
    timeToLive,
    tags,
    untold,
    unset: [...unset, ...schema.unset],
    assumed: [...values.assumed],
  };
}

function propertiesOf(template: Members, name: string, logicalId: string | undefined): Members {
  if (!isJsonObject(template['Resources'])) return record(template['Properties'] ?? template);
  const tables = Object.entries(template['Resources']).filter(([, resource]) => isTable(record(resource)));
  const [first, ...more] = tables;
  if (first === undefined) {
    throw invalid(name, 'the template has no table (AWS::DynamoDB::Table)');
  }
  const choices = tables.map(([id]) => `name it: --schema ${name}#${id}`);
  if (logicalId === undefined) {
    if (more.length === 0) return record(record(first[1])['Properties']);
    throw invalid(name, `the template has ${countOf(tables.length, 'table')}`, undefined, choices);
  }
  const [, chosen] = tables.find(([id]) => id === logicalId) ?? [];
  if (chosen !== undefined) return record(record(chosen)['Properties']);
  throw invalid(name, `the template has no table "${logicalId}"`, undefined, choices);
}

/** The members with known values, and as messages those without. */
function withoutUnknown(resolved: Members): { known: Members; unset: string[] } {
  const unset: string[] = [];
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(resolved)) {
    if (name === 'Tags' && Array.isArray(value)) {
      known[name] = value.filter((tag) => unknownIn(tag) === undefined);
      for (const tag of value) {
        const unknown = unknownIn(tag)?.unknown;
        if (unknown !== undefined) unset.push(`tag ${String(record(tag)['Key'])} (${unknown})`);
      }
      continue;
    }
    const unknown = unknownIn(value)?.unknown;
    // A name is not needed: the table's is that of the settings.
    if (unknown === undefined) known[name] = value;
    else if (name !== 'TableName') unset.push(`${name} (${unknown})`);
  }
  return { known, unset };
}

function isTable(value: Members): boolean {
  return TABLE_TYPES.includes(value['Type']) && isJsonObject(value['Properties']);
}

function record(value: unknown): Members {
  return isJsonObject(value) ? value : {};
}
