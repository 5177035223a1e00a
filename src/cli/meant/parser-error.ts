import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { closest } from '../../lib/errors/closest.ts';
import { type KnownFlag, meantFlag } from './meant-flag.ts';

interface ParserError {
  message: string;
  /** Names of unknown flags, on oclif's NonExistentFlagsError. */
  flags?: unknown;
  parse?: unknown;
  oclif?: { exit?: number };
}

/** Turns what oclif's parser throws into our usage error; anything else passes through. */
export function fromParserError(error: unknown, known: Readonly<Record<string, KnownFlag>>): unknown {
  if (isAutodyneError(error) || typeof error !== 'object' || error === null) return error;
  const parserError = error as ParserError;
  if (parserError.parse === undefined && parserError.oclif?.exit !== 2) return error;
  const message = parserMessage(parserError.message);
  const unknown = Array.isArray(parserError.flags) ? parserError.flags.map(String) : [];
  const suggestions = [
    ...unknown.flatMap((flag) => meantInstead(flag, unknown.length, known)),
    ...meantOption(message),
    'for flags and examples: --help',
  ];
  return new AutodyneError('InvalidUsage', message, { suggestions, cause: error });
}

function meantInstead(flag: string, count: number, known: Readonly<Record<string, KnownFlag>>): string[] {
  const meant = meantFlag(flag, known);
  return meant === undefined ? [] : [`${count > 1 ? `instead of ${flag}: ` : ''}did you mean ${meant}?`];
}

/** Other names for a value of a flag that has few. */
const MEANT_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  append: ['skip-existing'],
  dynamodb: ['typed'],
  'dynamodb-json': ['typed'],
  gz: ['gzip'],
  jsonl: ['plain'],
  lines: ['plain'],
  merge: ['skip-existing', 'differing'],
  ndjson: ['plain'],
  replace: ['overwrite'],
  text: ['plain', 'table'],
  tsv: ['csv'],
  update: ['differing'],
  zst: ['zstd'],
};

function meantOption(message: string): string[] {
  const [, flag = '', given = '', list = ''] =
    /^expected (--[\w-]+)=(.*) to be one of: (.*)$/s.exec(message) ?? [];
  if (flag === '') return [];
  if (flag === '--format' && given === 'json') return ['did you mean --json?'];
  const options = list.split(', ');
  const begun = options.filter((option) => given !== '' && option.startsWith(given));
  const meant =
    (Object.hasOwn(MEANT_OPTIONS, given) ? MEANT_OPTIONS[given] : undefined)?.find((one) =>
      options.includes(one),
    ) ?? (begun.length === 1 ? begun[0] : closest(given, options));
  return meant === undefined ? [] : [`did you mean ${flag} ${meant}?`];
}

/** Lines that the framework writes in a color of its own; what was typed keeps its control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const DIM_LINE = /^ *\u001b\[2m(.*)\u001b\[22m$/gm;

/** The parser's message as one sentence, without its hint to --help. */
function parserMessage(message: string): string {
  return (message.replace(DIM_LINE, '$1').split('\nSee more help with')[0] ?? '')
    .trim()
    .replace(/^The following errors? occurred:\s+/, '')
    .replace(
      /^Missing \d+ required args?:\n(\S+) +(.*)$/s,
      (_, name: string, text: string) => `missing argument: ${name.toUpperCase()}, ${text}`,
    )
    .replace(/^Missing required flag (\S+)$/, 'missing flag: --$1')
    .replace(/^(--\S+)=true cannot/, '$1 cannot')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/^Nonexistent flags?: /, 'unknown flag: ')
    .replace(/^Unexpected arguments?: /, 'unexpected argument: ')
    .replace(
      /^(--\S+: )?([A-Z])(?=[a-z])/,
      (_, flag: string | undefined, letter: string) => `${flag ?? ''}${letter.toLowerCase()}`,
    );
}
