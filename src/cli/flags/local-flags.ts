import { Flags, type Interfaces } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { readKeyAttribute } from '../../lib/items/keys/key-attribute.ts';
import { DEFAULT_TWIN_FOLDER } from '../../lib/local/engine/twin-folder.ts';
import type { TwinOptions } from '../../lib/local/twin.ts';
import { planUnitsProblem } from '../../lib/settings/check-settings.ts';

/** The flags of `autodyne local`. */
export const localFlags = {
  memory: Flags.boolean({
    summary: 'keep data and credentials in memory only; they are lost at exit',
    exclusive: ['data'],
  }),
  data: Flags.string({
    summary: `folder for data and credentials (default ${DEFAULT_TWIN_FOLDER})`,
    helpValue: 'FOLDER',
  }),
  port: Flags.integer({
    summary: 'port to listen on; 0 for any free port (default: same as last time)',
    helpValue: 'N',
    min: 0,
    max: 65_535,
  }),
  'partition-key': Flags.string({
    summary: 'partition key of a new table (default id:S)',
    helpValue: 'NAME:TYPE',
  }),
  'sort-key': Flags.string({ summary: 'sort key of a new table (default none)', helpValue: 'NAME:TYPE' }),
  dashboard: Flags.boolean({ summary: 'open the dashboard over it, as autodyne dashboard does' }),
  'write-env': Flags.boolean({ summary: 'write the config vars to the .env file' }),
  log: Flags.boolean({
    summary: 'show each request on stderr (default on a terminal, unless a command shares it)',
    exclusive: ['quiet'],
  }),
  quiet: Flags.boolean({ summary: 'show no requests' }),
  'index-delay': Flags.integer({
    summary: 'time until a new index is ACTIVE',
    helpValue: 'MS',
    min: 0,
  }),
  throttle: Flags.boolean({
    summary: 'refuse every request after this many units of --plan-units were used this month',
    dependsOn: ['plan-units'],
  }),
  'max-read-units': Flags.integer({
    summary: 'refuse reads above this many read units per second',
    helpValue: 'N',
    min: 1,
  }),
  'max-write-units': Flags.integer({
    summary: 'refuse writes above this many write units per second',
    helpValue: 'N',
    min: 1,
  }),
  engine: Flags.string({
    summary: 'path of the embedded engine to run',
    helpValue: 'PATH',
    exclusive: ['backend'],
  }),
  backend: Flags.string({
    summary: 'use this DynamoDB server instead of the embedded engine',
    helpValue: 'URL',
  }),
};

export type LocalFlagValues = Interfaces.InferredFlags<typeof localFlags> & {
  table?: string | undefined;
  region?: string | undefined;
  'plan-units'?: string | undefined;
};

/** The folder for data and credentials; `undefined` in memory. */
export function twinFolder(flags: LocalFlagValues): string | undefined {
  return flags.memory ? undefined : (flags.data ?? DEFAULT_TWIN_FOLDER);
}

/** @throws AutodyneError `InvalidInput`, `InvalidUsage` */
export function twinOptions(flags: LocalFlagValues): TwinOptions {
  const { 'partition-key': partitionKey, 'sort-key': sortKey, backend } = flags;
  if (backend !== undefined && !/^https?:$/.test(URL.canParse(backend) ? new URL(backend).protocol : '')) {
    throw new AutodyneError('InvalidUsage', `--backend must be an http or https URL, not "${backend}"`);
  }
  return {
    folder: twinFolder(flags),
    port: flags.port,
    tableName: flags.table,
    region: flags.region,
    partitionKey: partitionKey === undefined ? undefined : readKeyAttribute(partitionKey, 'partition key'),
    sortKey: sortKey === undefined ? undefined : readKeyAttribute(sortKey, 'sort key'),
    enginePath: flags.engine,
    backendUrl: backend,
    indexDelayMs: flags['index-delay'],
    planUnits: flags['plan-units'] === undefined ? undefined : readPlanUnits(flags['plan-units']),
    isThrottled: flags.throttle,
    maxReadUnits: flags['max-read-units'],
    maxWriteUnits: flags['max-write-units'],
    projectFolder: currentFolder(),
    searchPath: process.env['PATH'],
  };
}

/** The twin's plan; the same rule as for the setting. */
function readPlanUnits(text: string): number {
  const problem = planUnitsProblem(text);
  if (problem !== undefined) throw new AutodyneError('InvalidUsage', `--plan-units ${problem}`);
  return Number(text);
}

/** @throws AutodyneError `InvalidUsage` if the folder was removed. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new AutodyneError('InvalidUsage', 'the current folder no longer exists', {
      cause: error,
      suggestions: ['change to another folder: cd'],
    });
  }
}
