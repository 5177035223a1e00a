import type { DumpRequest } from '../../lib/archive/dump-request.ts';
import { isPartOfSegments } from '../../lib/archive/part-flags.ts';
import { pathArg } from '../../lib/errors/command-text.ts';
import { DEFAULT_PROXY_URL, type Settings } from '../../lib/settings/settings.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { typedCommand } from '../flags/typed-command.ts';

/** How a dump came about, as far as it decides what may be said of what can be done now. */
export interface DumpCircumstances {
  flags: CommonFlagValues & { resume?: string | undefined };
  settings: Pick<Settings, 'endpointUrl' | 'proxyUrl' | 'tableName'>;
  env: Readonly<Record<string, string | undefined>>;
}

/** What lies at its path. */
export interface FinishedDump {
  path: string;
  request: DumpRequest;
  itemCount: number;
}

/**
 * What a verified, whole dump allows; the person decides. Nothing where the dump may be of another table than the
 * add-on's, may be an old one, holds nothing, or lies where it will not last: on a Heroku dyno (`DYNO`) or in a `CI` run.
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
 * How to bring a dump's items back; nothing for one without items, for a share, which is to be merged first, and for
 * one without all attributes, which would strip the others off what is there.
 */
export function bringBackLines(dump: FinishedDump, { flags, settings }: DumpCircumstances): string[] {
  const { path, request, itemCount } = dump;
  const { attributes, tableName } = request;
  if (path === '-' || itemCount === 0 || attributes !== undefined || isPartOfSegments(request)) return [];
  const args = ['restore', pathArg(path), '--mode', 'overwrite', '--confirm', tableName];
  // A dump goes on with the table that it was begun with, whatever the settings say now.
  const meant = settings.tableName === tableName ? flags : { ...flags, table: tableName };
  return [`to restore its items over the existing ones: ${typedCommand(args, meant)}`];
}
