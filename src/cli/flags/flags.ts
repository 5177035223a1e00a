import { Flags } from '@oclif/core';

const helpGroup = 'GLOBAL';

/** Flags that every command takes; their meaning is one row each of the table of settings. */
export const commonFlags = {
  table: Flags.string({ summary: "the table's name", helpGroup, helpValue: 'NAME' }),
  region: Flags.string({ summary: 'the AWS region', helpGroup, helpValue: 'REGION' }),
  'endpoint-url': Flags.string({
    summary: "a server that speaks DynamoDB's protocol",
    helpGroup,
    helpValue: 'URL',
  }),
  'proxy-url': Flags.string({ summary: 'where index changes go, or "direct"', helpGroup, helpValue: 'URL' }),
  'read-only': Flags.boolean({ summary: 'refuse every write before a request is made', helpGroup }),
  'plan-units': Flags.string({ summary: 'request units a month of your plan', helpGroup, helpValue: 'N' }),
  as: Flags.string({ summary: 'prefix of the config vars (default AUTODYNE)', helpGroup, helpValue: 'NAME' }),
  // Node looks for a flag of this very name among a script's arguments too, and ends at once when the file is not
  // there; under its other name it is ours alone, as `config pull` needs it for a file to be made.
  'env-file': Flags.string({
    aliases: ['settings-file'],
    summary: 'settings file (default .env); as --settings-file it may be new',
    helpGroup,
    helpValue: 'PATH',
  }),
  'allow-http': Flags.boolean({ summary: 'allow plain http to another machine', helpGroup }),
  timeout: Flags.integer({
    summary: 'give up retrying after this long',
    helpGroup,
    helpValue: 'SECONDS',
    min: 1,
  }),
  units: Flags.boolean({ summary: 'show consumed units on stderr', helpGroup, allowNo: true }),
  debug: Flags.boolean({ summary: 'show requests, retries and timings on stderr', helpGroup }),
  'no-color': Flags.boolean({ summary: 'no colour', helpGroup }),
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
