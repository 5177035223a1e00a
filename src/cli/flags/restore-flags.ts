import { Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { RESTORE_MODES, type RestoreMode } from '../../lib/restore/checkpoint-schema.ts';
import { maxUnitsFlag } from './budget-flags.ts';
import { sourceTableFlag } from './source-findings.ts';

/** The flags of `restore`. */
export const restoreFlags = {
  mode: Flags.option({
    summary:
      'only into an empty table; skip existing items (slower: one request per item); read the table and write only the items that differ; or overwrite all',
    options: RESTORE_MODES,
    default: 'empty-only' as const,
  })(),
  confirm: Flags.string({
    summary: 'table name, to confirm that its items are overwritten',
    helpValue: 'TABLE',
  }),
  ...sourceTableFlag,
  create: Flags.boolean({ summary: 'create the table and its indexes from the schema, if permitted' }),
  schema: Flags.string({
    summary: 'schema for --create, if the source has none (describe-table, CloudFormation, table.json)',
    helpValue: 'FILE[#TABLE]',
    dependsOn: ['create'],
  }),
  resume: Flags.boolean({
    summary: 'continue an unfinished restore of the same source, even if it was moved',
  }),
  'dry-run': Flags.boolean({
    aliases: ['estimate'],
    summary: 'read and check the whole source, print the estimated cost, and write nothing',
  }),
  verify: Flags.boolean({ summary: 'read the table afterwards and compare' }),
  'max-write-units': Flags.integer({ summary: 'maximum write units per second', helpValue: 'N', min: 1 }),
  ...maxUnitsFlag,
  concurrency: Flags.string({
    summary: 'concurrent requests; auto adapts to the responses of the service',
    helpValue: 'auto|N',
    default: 'auto',
  }),
  shuffle: Flags.boolean({
    summary: 'write in random order, to spread the writes over all partitions',
    default: true,
    allowNo: true,
  }),
  partial: Flags.boolean({
    summary: 'allow --mode overwrite from a dump without all attributes; other attributes are lost',
  }),
  'repair-binary': Flags.boolean({
    summary: 'decode binary values in lists, maps and sets that were base64-encoded twice',
  }),
};

export interface RestoreFlagValues {
  mode: RestoreMode;
  confirm?: string | undefined;
  create: boolean;
  schema?: string | undefined;
  resume: boolean;
  verify: boolean;
  'max-write-units'?: number | undefined;
  'max-units'?: number | undefined;
  concurrency: string;
  shuffle: boolean;
  partial: boolean;
  'repair-binary': boolean;
}

/** `undefined` for auto. @throws AutodyneError `InvalidUsage` if it is neither auto nor an integer from 1 to 256. */
export function readConcurrency(text: string): number | undefined {
  if (text === 'auto') return undefined;
  const concurrency = Number(text);
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 256) return concurrency;
  throw new AutodyneError('InvalidUsage', `--concurrency must be auto or from 1 to 256, not "${text}"`);
}
