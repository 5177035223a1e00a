import { createIndexRequest } from './index-request.ts';
import type { IndexSpec } from './index-spec.ts';

/** Other names could be taken for a flag, a file, a list or a type. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.#-]*$/;

/**
 * The arguments of the command that creates an index: flags, or an UpdateTable body if a name has special characters.
 * @param isNamed true to name the table too, where it is not the one of the settings
 * @example commandText(...indexCreateArgs(spec, tableName))
 */
export function indexCreateArgs(spec: IndexSpec, tableName: string, { isNamed = false } = {}): string[] {
  return [
    'index',
    'create',
    ...(isPlain(spec) ? plainArgs(spec) : [JSON.stringify(createIndexRequest(spec, tableName))]),
    ...(isNamed ? ['--table', tableName] : []),
  ];
}

function isPlain({ name, partitionKeys, sortKeys, nonKeyAttributes }: IndexSpec): boolean {
  const names = [name, ...partitionKeys.map((key) => key.name), ...sortKeys.map((key) => key.name)];
  return [...names, ...nonKeyAttributes].every((arg) => PLAIN_NAME.test(arg)) && !/\.json$/i.test(name);
}

function plainArgs({ name, partitionKeys, sortKeys, projection, nonKeyAttributes }: IndexSpec): string[] {
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
