import { Flags } from '@oclif/core';

const helpGroup = 'GLOBAL';

/** Of `--json`, which the framework adds with words of its own. */
export const JSON_SUMMARY = 'print the result as JSON';

/** Flags of every command; most of them are one setting each (`docs/architecture.md`, Settings). */
export const commonFlags = {
  table: Flags.string({ summary: 'table name', helpGroup, helpValue: 'NAME' }),
  region: Flags.string({ summary: 'the AWS region', helpGroup, helpValue: 'REGION' }),
  'endpoint-url': Flags.string({
    summary: 'URL of a DynamoDB-compatible server',
    helpGroup,
    helpValue: 'URL',
  }),
  'proxy-url': Flags.string({ summary: 'URL of the index proxy, or "direct"', helpGroup, helpValue: 'URL' }),
  'read-only': Flags.boolean({ summary: 'refuse every write before sending a request', helpGroup }),
  'plan-units': Flags.string({ summary: 'monthly request units of your plan', helpGroup, helpValue: 'N' }),
  as: Flags.string({ summary: 'prefix of the config vars (default AUTODYNE)', helpGroup, helpValue: 'NAME' }),
  // Node also looks for a flag of this name among the arguments of a script, and exits if the file does not exist. Hence
  // the alias, which `config pull` needs to create a file.
  'env-file': Flags.string({
    aliases: ['settings-file'],
    summary: 'settings file (default .env); use --settings-file to name a new file',
    helpGroup,
    helpValue: 'PATH',
  }),
  'allow-http': Flags.boolean({ summary: 'allow plain HTTP to another machine', helpGroup }),
  timeout: Flags.integer({
    summary: 'stop retrying after this time',
    helpGroup,
    helpValue: 'SECONDS',
    min: 1,
  }),
  units: Flags.boolean({ summary: 'show consumed units on stderr', helpGroup, allowNo: true }),
  debug: Flags.boolean({ summary: 'show requests, retries and timings on stderr', helpGroup }),
  'no-color': Flags.boolean({ summary: 'print without colors', helpGroup }),
};

/** The common flags as a command's `parse` returns them. */
export interface CommonFlagValues {
  table?: string | undefined;
  region?: string | undefined;
  'endpoint-url'?: string | undefined;
  'proxy-url'?: string | undefined;
  'read-only'?: boolean | undefined;
  'plan-units'?: string | undefined;
  as?: string | undefined;
  'env-file'?: string | undefined;
  'allow-http'?: boolean | undefined;
  timeout?: number | undefined;
  units?: boolean | undefined;
  debug?: boolean | undefined;
}
