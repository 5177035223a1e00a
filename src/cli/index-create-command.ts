import { createIndexRequest } from '../lib/indexes/index-request.ts';
import type { IndexSpec } from '../lib/indexes/index-spec.ts';
import type { CommonFlagValues } from './flags.ts';
import { shellQuote } from './shell-quote.ts';

const TABLE_FLAGS = ['table', 'region', 'endpoint-url', 'proxy-url', 'as', 'env-file', 'allow-http'] as const;

/** What could be taken for a flag, a file, a list or a type. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.#-]*$/;

/** What a person types to make an index: in the words of `index create`, or as a request where a name has odd signs. */
export function indexCreateCommand(spec: IndexSpec, tableName: string, flags: CommonFlagValues): string {
  const words = [
    'autodyne',
    'index',
    'create',
    ...(isPlain(spec) ? wordsOf(spec) : [requestOf(spec, tableName)]),
  ];
  for (const name of TABLE_FLAGS) {
    const value = flags[name];
    if (value === true) words.push(`--${name}`);
    else if (value !== undefined && value !== false) words.push(`--${name}`, value);
  }
  return words.map(shellQuote).join(' ');
}

function isPlain({ name, partitionKeys, sortKeys, nonKeyAttributes }: IndexSpec): boolean {
  const names = [name, ...partitionKeys.map((key) => key.name), ...sortKeys.map((key) => key.name)];
  return [...names, ...nonKeyAttributes].every((word) => PLAIN_NAME.test(word)) && !/\.json$/i.test(name);
}

function wordsOf({ name, partitionKeys, sortKeys, projection, nonKeyAttributes }: IndexSpec): string[] {
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
