import { createIndexRequest } from '../../lib/indexes/index-request.ts';
import type { IndexSpec } from '../../lib/indexes/index-spec.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import { typedCommand } from '../flags/typed-command.ts';

/** Other names could be taken for a flag, a file, a list or a type. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.#-]*$/;

/** The command that creates an index: with flags, or with an UpdateTable body if a name has special characters. */
export function indexCreateCommand(spec: IndexSpec, tableName: string, flags: CommonFlagValues): string {
  const args = isPlain(spec) ? argsOf(spec) : [requestOf(spec, tableName)];
  return typedCommand(['index', 'create', ...args], flags);
}

function isPlain({ name, partitionKeys, sortKeys, nonKeyAttributes }: IndexSpec): boolean {
  const names = [name, ...partitionKeys.map((key) => key.name), ...sortKeys.map((key) => key.name)];
  return [...names, ...nonKeyAttributes].every((arg) => PLAIN_NAME.test(arg)) && !/\.json$/i.test(name);
}

function argsOf({ name, partitionKeys, sortKeys, projection, nonKeyAttributes }: IndexSpec): string[] {
  const projections = {
    ALL: [],
    KEYS_ONLY: ['--projection', 'keys'],
    INCLUDE: ['--projection', `include:${nonKeyAttributes.join(',')}`],
  };
  return [
    name,
    ...partitionKeys.flatMap((key) => ['--partition-key', `${key.name}:${key.type}`]),
    ...sortKeys.flatMap((key) => ['--sort-key', `${key.name}:${key.type}`]),
    ...projections[projection],
  ];
}

function requestOf(spec: IndexSpec, tableName: string): string {
  return JSON.stringify(createIndexRequest(spec, tableName));
}
