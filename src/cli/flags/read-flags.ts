import { Args, Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { parseExpressionNames, parseExpressionValues } from '../../lib/items/conditions/own-expressions.ts';
import { parseWhere } from '../../lib/items/conditions/where.ts';
import { itemFromJson } from '../../lib/items/json/item-form.ts';
import { type AttributePath, parseAttributeList } from '../../lib/items/keys/attribute-path.ts';
import type { KeyRoles } from '../../lib/items/keys/key-schema.ts';
import type { ReadRequest } from '../../lib/items/planner/read-request.ts';
import type { ReadLimits } from '../../lib/items/read/read-limits.ts';
import { JsonText } from '../../lib/json/json-node.ts';
import { readJson } from '../../lib/json/json-reader.ts';
import { FORMAT_NAMES } from '../render/formats/item-format.ts';
import { type BudgetFlagValues, budgetFlags } from './budget-flags.ts';
import { placeholderFlags, textFlag } from './condition-flags.ts';
import { type CsvOutputFlagValues, csvOutputFlags } from './csv-flags.ts';
import { fromTableFlag } from './source-findings.ts';
import { flagArgs } from './typed-command.ts';

/** The WHERE argument of the commands that read many items. */
export const whereArgument = Args.string({
  description:
    'conditions, which must all be true: artist=A, year.gte:=2010, city.in=London,Paris, email.exists',
  multiple: true,
  required: false,
  ignoreStdin: true,
});

const count = { min: 1, helpValue: 'N' } as const;

/** The flags that `query` and `scan` share. */
export const readFlags = {
  from: Flags.string({
    summary: 'read from a dump of autodyne or another tool, offline and at no cost',
    helpValue: 'DIR|FILE|-',
    exclusive: ['consistent', 'page-size', 'scan-limit', 'segments', 'estimate', 'max-units'],
  }),
  ...fromTableFlag,
  index: Flags.string({ summary: 'read this index', helpValue: 'NAME' }),
  attributes: Flags.string({ summary: 'get only these attributes', helpValue: 'A,B.C' }),
  filter: Flags.string({
    summary: 'filter expression, in addition to the conditions',
    helpValue: 'EXPRESSION',
  }),
  ...placeholderFlags,
  text: textFlag,
  limit: Flags.integer({ summary: 'maximum number of items to return', ...count }),
  all: Flags.boolean({
    summary: 'show all items; on a terminal, the default is the first 100',
    exclusive: ['limit', 'json'],
  }),
  'page-size': Flags.integer({ summary: "items to evaluate per request (DynamoDB's Limit)", ...count }),
  'scan-limit': Flags.integer({ summary: 'maximum number of items to evaluate before filtering', ...count }),
  start: Flags.string({ summary: 'start after this key', helpValue: 'KEY' }),
  consistent: Flags.boolean({ summary: 'use strongly consistent reads, at twice the units' }),
  count: Flags.boolean({ summary: 'print the number of items only', exclusive: ['limit'] }),
  ...budgetFlags,
  explain: Flags.boolean({ summary: 'print the requests and why they were chosen; do not send them' }),
  format: Flags.option({
    summary: 'output format (default table)',
    options: FORMAT_NAMES,
    exclusive: ['json'],
  })(),
  columns: Flags.string({
    summary: 'columns of the table or CSV output',
    helpValue: 'A,B.C',
    exclusive: ['json'],
  }),
  ...csvOutputFlags,
};

/** The values of {@link readFlags}, and the flags that only `query` has. */
export interface ReadFlagValues extends BudgetFlagValues, CsvOutputFlagValues {
  from?: string | undefined;
  'source-table'?: string | undefined;
  index?: string | undefined;
  attributes?: string | undefined;
  filter?: string | undefined;
  names?: string | undefined;
  values?: string | undefined;
  text: boolean;
  all?: boolean | undefined;
  limit?: number | undefined;
  'page-size'?: number | undefined;
  'scan-limit'?: number | undefined;
  start?: string | undefined;
  consistent: boolean;
  count: boolean;
  explain: boolean;
  format?: (typeof FORMAT_NAMES)[number] | undefined;
  columns?: string | undefined;
  'key-condition'?: string | undefined;
  reverse?: boolean | undefined;
}

/** Those that say what is shown of what was read. */
export type ShownFlagValues = Pick<
  ReadFlagValues,
  | 'all'
  | 'limit'
  | 'page-size'
  | 'scan-limit'
  | 'max-units'
  | 'count'
  | 'format'
  | 'columns'
  | 'attributes'
  | 'from'
> &
  CsvOutputFlagValues;

/** The flags of `sql`. */
export const sqlFlags = {
  parameters: Flags.string({
    summary: 'a value for each ? of the statement, as typed or plain JSON',
    helpValue: '["Acme",2010]',
  }),
  limit: readFlags.limit,
  all: readFlags.all,
  'page-size': readFlags['page-size'],
  start: Flags.string({
    summary: 'continue the same SELECT after it was stopped, with the token that was printed',
    helpValue: 'TOKEN',
  }),
  count: Flags.boolean({ summary: 'print only the number of items of a SELECT', exclusive: ['limit'] }),
  consistent: readFlags.consistent,
  ...budgetFlags,
  format: readFlags.format,
  columns: readFlags.columns,
  ...csvOutputFlags,
  'dry-run': Flags.boolean({ summary: 'print the request and send nothing' }),
};

/**
 * The request of the conditions and flags.
 * @throws AutodyneError `InvalidUsage`, `InvalidInput` that names the arg or flag
 */
export function readRequest(args: readonly string[], flags: ReadFlagValues, keys: KeyRoles): ReadRequest {
  checkPlaceholders(flags);
  return {
    conditions: parseWhere(args, keys),
    indexName: flags.index,
    attributes: flags.count ? undefined : attributeList(flags.attributes),
    isConsistent: flags.consistent,
    isReverse: flags.reverse,
    isCount: flags.count,
    own: {
      keyCondition: flags['key-condition'],
      filter: flags.filter,
      names: flags.names === undefined ? undefined : parseExpressionNames(flags.names),
      values: flags.values === undefined ? undefined : parseExpressionValues(flags.values),
    },
    exclusiveStartKey: flags.start === undefined ? undefined : startKey(flags.start),
  };
}

/** The flags with expressions, as they were typed. */
export function expressionArgs(flags: ReadFlagValues): string[] {
  const names = ['index', 'key-condition', 'filter', 'names', 'values', 'attributes'] as const;
  return names.flatMap((name) => flagArgs(name, flags[name]));
}

function checkPlaceholders(flags: ReadFlagValues): void {
  const isUsed = flags.filter !== undefined || flags['key-condition'] !== undefined;
  if (isUsed || (flags.names === undefined && flags.values === undefined)) return;
  throw new AutodyneError('InvalidUsage', '--names and --values require an expression', {
    suggestions: ['add the expression: --filter or --key-condition'],
  });
}

function startKey(text: string) {
  const source = new JsonText(text, '--start');
  return itemFromJson(readJson(source), source);
}

export function readLimits(flags: ShownFlagValues): ReadLimits {
  return { limit: flags.limit, pageSize: flags['page-size'], scanLimit: flags['scan-limit'] };
}

/**
 * The columns of `--columns`, else of `--attributes`; `undefined` for all attributes.
 * @throws AutodyneError `InvalidUsage` for `--columns` with a format that has none
 */
export function shownColumns(flags: ShownFlagValues): AttributePath[] | undefined {
  if (flags.columns !== undefined && ['plain', 'typed'].includes(flags.format ?? 'table')) {
    throw new AutodyneError('InvalidUsage', `--columns has no effect on --format ${flags.format}`, {
      suggestions: ['to print columns: --format table, or --format csv'],
    });
  }
  if (flags.columns !== undefined) return attributeList(flags.columns);
  // For an element of a list, DynamoDB returns a new list with that element only, so its index is no longer valid.
  return attributeList(flags.attributes)?.map((path) =>
    path.some((step) => typeof step === 'number') ? path.slice(0, 1) : path,
  );
}

function attributeList(text: string | undefined): AttributePath[] | undefined {
  return text === undefined ? undefined : parseAttributeList(text);
}
