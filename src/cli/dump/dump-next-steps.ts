import type { DumpRequest } from '../../lib/archive/dump-request.ts';
import { isPartOfSegments } from '../../lib/archive/part-flags.ts';
import { pathArg } from '../../lib/errors/command-text.ts';
import { DEFAULT_PROXY_URL, type Settings } from '../../lib/settings/settings.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { typedCommand } from '../flags/typed-command.ts';

/** The options and settings of a dump that decide which next steps are printed. */
export interface DumpCircumstances {
  flags: CommonFlagValues & { resume?: string | undefined };
  settings: Pick<Settings, 'endpointUrl' | 'proxyUrl' | 'tableName'>;
  env: Readonly<Record<string, string | undefined>>;
}

export interface FinishedDump {
  path: string;
  request: DumpRequest;
  itemCount: number;
  /** Of CSV: the flags that read it. */
  reading?: readonly string[];
}

/**
 * The way to remove the add-on after a verified, complete dump. No lines if the dump may be of another table than the
 * add-on's, may be old, is empty, or is in a place that is soon deleted: on a Heroku dyno (`DYNO`) or in a `CI` run.
 */
export function nextStepLines(dump: FinishedDump, { flags, settings, env }: DumpCircumstances): string[] {
  const { as, region, resume, table, 'endpoint-url': endpointUrl, 'env-file': envFile } = flags;
  const isElsewhere =
    [as, region, table, endpointUrl, envFile].some((value) => value !== undefined) ||
    settings.endpointUrl !== undefined ||
    settings.proxyUrl !== DEFAULT_PROXY_URL;
  const isPassing = Boolean(env['DYNO']) || Boolean(env['CI']);
  if (isElsewhere || isPassing || resume !== undefined || dump.itemCount === 0) return [];
  return [
    'This dump is complete and verified. You can remove the add-on now, if you want to. This permanently deletes table',
    `${dump.request.tableName} and all its items. Changes made after the dump started may not be in the dump:`,
    '  heroku addons:destroy autodyne',
  ];
}

/**
 * The command that restores the dump. No lines for a dump without items, for a share (which must be merged first), and for
 * one without all attributes (which would delete the other attributes of existing items).
 */
export function bringBackLines(dump: FinishedDump, { flags, settings }: DumpCircumstances): string[] {
  const { path, request, itemCount, reading = [] } = dump;
  const { attributes, tableName } = request;
  if (path === '-' || itemCount === 0 || attributes !== undefined || isPartOfSegments(request)) return [];
  const args = ['restore', pathArg(path), '--mode', 'overwrite', '--confirm', tableName, ...reading];
  // A resumed dump is of the table that it was started with, whatever the settings are now.
  const meant = settings.tableName === tableName ? flags : { ...flags, table: tableName };
  return [`to restore its items over the existing ones: ${typedCommand(args, meant)}`];
}
