import { type ErrorCode, isAutodyneError } from '../../lib/errors/autodyne-error.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import type { ErrorResult } from '../results/request-results.ts';
import { cleanText } from './clean-text.ts';
import { palette } from './palette.ts';

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
  const ways = [...suggestions, ...more, ...troubleshooting(error)].map(
    (way) => `  ${colors.dim('→')} ${cleanText(way)}`,
  );
  return [first, ...ways, ...stack].join('\n');
}

/** Codes that docs/troubleshooting.md, which comes with the package, says more about than their errors do. */
const EXPLAINED: ReadonlySet<ErrorCode> = new Set([
  'AccessDenied',
  'CredentialsRefused',
  'Throttled',
  'Unreachable',
]);

function troubleshooting(error: unknown): string[] {
  // Of another service (heroku) it says nothing.
  if (!isAutodyneError(error) || !EXPLAINED.has(error.code) || error.details['app'] !== undefined) return [];
  return [`see docs/troubleshooting.md#${error.code.toLowerCase()}`];
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
