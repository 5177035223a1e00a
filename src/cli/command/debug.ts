import type { RetryListener } from '../../lib/client/retry-policy.ts';
import type { TraceListener } from '../../lib/client/trace.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import type { ResolvedSettings } from '../../lib/settings/resolve-settings.ts';
import { writeStderr } from '../render/output.ts';
import { maskedValue } from './masked-value.ts';

/** What `--debug` says of each setting in use: where it came from, and its value unless that is a secret. */
export function settingLines(resolved: ResolvedSettings): string[] {
  return resolved.settings
    .filter(({ value }) => value !== undefined)
    .map((setting) => `debug: ${setting.variable}=${maskedValue(setting)} (${setting.from})`);
}

/** One attempt of one request: the operation, where it went, how it ended, how long it took, AWS's id for it. */
export const traceLine: TraceListener = ({ operation, host, outcome, durationMs, requestId }) => {
  const id = requestId === undefined ? '' : ` ${requestId}`;
  writeStderr(`debug: ${operation} ${host} ${outcome} ${durationMs.toFixed(0)} ms${id}`);
};

/** The wait before the next attempt, and why there is one. */
export const retryLine: RetryListener = ({ error, attempt, delayMs }) => {
  const { name, code } = errorFacts(error);
  writeStderr(`debug: ${code ?? name}; attempt ${attempt + 1} in ${delayMs} ms`);
};
