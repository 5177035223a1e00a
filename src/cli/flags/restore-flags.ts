import { Flags } from '@oclif/core';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';
import { RESTORE_MODES, type RestoreMode } from '../../lib/restore/checkpoint-schema.ts';
import { maxUnitsFlag } from './budget-flags.ts';
import { sourceTableFlag } from './source-findings.ts';

/** The flags of `restore`. */
export const restoreFlags = {
  mode: Flags.option({
    summary: 'into an empty table; beside what is there (slower: one request an item); or over it',
    options: RESTORE_MODES,
    default: 'empty-only' as const,
  })(),
  confirm: Flags.string({ summary: "the table's name, to write over its items", helpValue: 'TABLE' }),
  ...sourceTableFlag,
  create: Flags.boolean({ summary: 'make the table and its indexes from the schema, where permitted' }),
  schema: Flags.string({
    summary:
      'of --create: the schema, where the source tells none (describe-table, CloudFormation, table.json)',
    helpValue: 'FILE[#TABLE]',
    dependsOn: ['create'],
  }),
  resume: Flags.boolean({
    summary: 'go on with an unfinished restore of the same source, wherever that lies now',
  }),
  'dry-run': Flags.boolean({
    aliases: ['estimate'],
    summary: 'read and check all of it, say what it would cost, and write nothing',
  }),
  verify: Flags.boolean({ summary: 'read the table afterwards, and compare' }),
  'max-write-units': Flags.integer({ summary: 'write units a second', helpValue: 'N', min: 1 }),
  ...maxUnitsFlag,
  concurrency: Flags.string({
    summary: 'requests at once; auto goes by how the service answers',
    helpValue: 'auto|N',
    default: 'auto',
  }),
  shuffle: Flags.boolean({
    summary: 'mix the items, so that no partition takes all writes at once',
    default: true,
    allowNo: true,
  }),
  partial: Flags.boolean({
    summary: 'with --mode overwrite, also from a dump without all attributes: the others are lost',
  }),
  'repair-binary': Flags.boolean({
    summary: 'decode binary in lists and maps that is base64 twice over',
  }),
};

/** Those flags' values. */
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

/** @throws AutodyneError `InvalidUsage` when it is neither auto nor a number from 1 to 256. */
export function readConcurrency(text: string): number | undefined {
  if (text === 'auto') return undefined;
  const concurrency = Number(text);
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 256) return concurrency;
  throw new AutodyneError('InvalidUsage', `--concurrency is auto or from 1 to 256, not "${text}"`);
}
