import { AutodyneError, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { closest } from '../../lib/errors/closest.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import type { ErrorResult } from '../results/request-results.ts';
import { cleanText } from './clean-text.ts';
import { palette } from './palette.ts';

interface ParserError {
  message: string;
  /** Names of unknown flags, on oclif's NonExistentFlagsError. */
  flags?: unknown;
  parse?: unknown;
  oclif?: { exit?: number };
}

/** Turns what oclif's parser throws into our usage error; anything else passes through. */
export function fromParserError(error: unknown, knownFlags: readonly string[]): unknown {
  if (isAutodyneError(error) || typeof error !== 'object' || error === null) return error;
  const parserError = error as ParserError;
  if (parserError.parse === undefined && parserError.oclif?.exit !== 2) return error;
  const message = parserMessage(parserError.message);
  const suggestions = ['for flags and examples: --help'];
  const [flag] = Array.isArray(parserError.flags) ? parserError.flags.map(String) : [];
  const near =
    flag === undefined
      ? undefined
      : closest(
          flag,
          knownFlags.map((name) => `--${name}`),
        );
  if (near !== undefined) suggestions.unshift(`did you mean ${near}?`);
  return new AutodyneError('InvalidUsage', message, { suggestions, cause: error });
}

/** The parser's message as one sentence, without its hint to --help. */
function parserMessage(message: string): string {
  return (message.split('\nSee more help with')[0] ?? '')
    .trim()
    .replace(/^The following errors? occurred:\s+/, '')
    .replace(/^(--\S+)=true cannot/, '$1 cannot')
    .replace(/^Parsing (--\S+)\s+/, '$1: ')
    .replace(/^Nonexistent flags?: /, 'unknown flag: ')
    .replace(/^Unexpected arguments?: /, 'unexpected argument: ')
    .replace(
      /^(--\S+: )?([A-Z])(?=[a-z])/,
      (_, flag: string | undefined, letter: string) => `${flag ?? ''}${letter.toLowerCase()}`,
    );
}

/**
 * One line with the message, then one line for each suggestion. Unexpected errors too: their stack trace is printed only
 * with `--debug`.
 * @param more suggestions in addition to those of the error
 */
export function renderError(error: unknown, more: readonly string[] = []): string {
  const colors = palette(process.stderr);
  const isDebugging = process.argv.includes('--debug');
  const [first, suggestions, stack] = isAutodyneError(error)
    ? [`${colors.red('Error:')} ${cleanText(error.message)}`, error.suggestions, []]
    : [
        `${colors.red('Unexpected error')} (please report it): ${cleanText(inOneLine(error))}`,
        isDebugging ? [] : ['to print the stack trace: --debug'],
        isDebugging && error instanceof Error ? [cleanText(error.stack ?? '')] : [],
      ];
  const ways = [...suggestions, ...more].map((way) => `  ${colors.dim('→')} ${cleanText(way)}`);
  return [first, ...ways, ...stack].join('\n');
}

function inOneLine(error: unknown): string {
  const { name, message } = errorFacts(error);
  const text = error instanceof Error ? `${name}: ${message}` : message;
  return text.replace(/\s*\n\s*/g, ' ');
}

export function errorJson(error: unknown): ErrorResult {
  if (isAutodyneError(error)) {
    const { code, message, suggestions, details } = error;
    return { error: { code, message, suggestions, details } };
  }
  return { error: { code: 'Unexpected', message: errorFacts(error).message, suggestions: [], details: {} } };
}

export function exitCodeOf(error: unknown): number {
  return isAutodyneError(error) ? error.exitCode : 1;
}
