import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { indexCreateArgs } from '../../lib/indexes/index-command.ts';
import { changedIndex, type IndexChange } from '../../lib/indexes/index-request.ts';
import { describeTable } from '../../lib/items/read/describe-table.ts';
import type { RestoreOutcome } from '../../lib/restore/restore-options.ts';
import { indexChangesLeft } from '../../lib/restore/restore-target.ts';
import { lacking, type SettingsOutcome, setTableSettings } from '../../lib/restore/table-settings.ts';
import type { SourceSchema } from '../../lib/schema/source-schema.ts';
import { typedCommand } from '../flags/typed-command.ts';
import { cleanText } from '../render/clean-text.ts';
import type { RestoreResult } from '../results/dump-results.ts';
import type { RestoreJob } from './run-restore.ts';

/** Restores the settings of a table that are neither items nor indexes, and prints the name of each that it cannot set. */
export async function finishTable(
  { context, indexChanges, facts, schema }: RestoreJob,
  say: (line: string) => void,
): Promise<RestoreResult['created']> {
  if (schema === undefined) return undefined;
  const { client, settings } = context;
  const table = await describeTable(client, settings.tableName);
  const outcome = await setTableSettings(client, { table, wasEmpty: facts.wasEmpty }, schema);
  for (const line of settingLines(outcome, schema)) say(cleanText(line));
  const { isTableNew } = facts;
  return { isTableNew, indexes: indexChanges.map(changedIndex), ...outcome, untold: schema.untold };
}

function settingLines({ set, notSet }: SettingsOutcome, { name, untold }: SourceSchema): string[] {
  return [
    ...set.map((setting) => `restored setting: ${setting}`),
    ...notSet.map((setting) => `not set: ${setting}`),
    ...(untold.length === 0
      ? []
      : [`${name} does not contain these settings, so they are not set: ${untold.join(', ')}`]),
  ];
}

/** Notes of a dry run: parameters with default values, and settings that will not be set. */
export function plannedLines(schema: SourceSchema, table: Parameters<typeof lacking>[0]): string[] {
  return [
    ...assumedLines(schema),
    ...lacking(table, schema).map((setting) => `will not be set: ${setting}`),
  ].map(cleanText);
}

/** Notes on the parameters of a template whose default values are used. */
export function assumedLines({ name, assumed }: SourceSchema): string[] {
  if (assumed.length === 0) return [];
  return [cleanText(`${name}: default values are used for its parameters: ${assumed.join(', ')}`)];
}

/**
 * The error for a step that failed after the items were written. Its suggestions and details have what is left to do.
 */
export async function afterItemsFailed(
  { context, flags, indexChanges, checkpoint, resumeCommand }: RestoreJob,
  outcome: RestoreOutcome,
  error: unknown,
): Promise<unknown> {
  if (!isAutodyneError(error)) return error;
  const { tableName } = context.settings;
  const left = await indexChangesLeft(context.client, tableName, indexChanges).catch(() => undefined);
  const specs = (left ?? indexChanges).flatMap((change: IndexChange) =>
    change.kind === 'create' ? [change.spec] : [],
  );
  const names = specs.map(({ name }) => name);
  const state =
    left === undefined ? 'it could not be checked which of these indexes exist:' : 'not created: index';
  const what = names.length === 0 ? '' : `; ${state} ${names.join(', ')}`;
  const create = left === undefined ? 'create it, unless it exists' : 'create it';
  // Ctrl-C keeps its own exit code.
  const code = error.code === 'Interrupted' ? error.code : 'Incomplete';
  return new AutodyneError(
    code,
    `all items were processed, but a later step failed: ${error.message}${what}`,
    {
      suggestions: [
        ...error.suggestions,
        // Also one that no item belongs to: it is in the schema.
        ...specs.map(
          (spec) => `${create}: ${typedCommand([...indexCreateArgs(spec, tableName), '--force'], flags)}`,
        ),
        ...(checkpoint === undefined
          ? []
          : [`${specs.length === 0 ? '' : 'or '}continue with the remaining steps: ${resumeCommand}`]),
      ],
      details: {
        ...error.details,
        ...outcome,
        rejectsPath: outcome.rejectsPath ?? null,
        ...(left === undefined ? { indexesUnchecked: names } : { indexesLeft: names }),
      },
      cause: error,
    },
  );
}
