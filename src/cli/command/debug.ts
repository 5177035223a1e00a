import type { RetryListener } from '../../lib/client/retry-policy.ts';
import type { TraceListener } from '../../lib/client/trace.ts';
import { errorFacts } from '../../lib/errors/from-aws-error.ts';
import type { ResolvedSettings } from '../../lib/settings/resolve-settings.ts';
import { writeStderr } from '../render/output.ts';
import { maskedValue } from './masked-value.ts';

/** One line for each setting that has a value, with its source. Secrets are masked. */
export function settingLines(resolved: ResolvedSettings): string[] {
  return resolved.settings
    .filter(({ value }) => value !== undefined)
    .map((setting) => `debug: ${setting.variable}=${maskedValue(setting)} (${setting.from})`);
}

/** One line for each attempt of a request. */
export const traceLine: TraceListener = ({ operation, host, outcome, durationMs, requestId }) => {
  const id = requestId === undefined ? '' : ` ${requestId}`;
  writeStderr(`debug: ${operation} ${host} ${outcome} ${durationMs.toFixed(0)} ms${id}`);
};

/** One line for each retry: the error, and the delay before the next attempt. */
export const retryLine: RetryListener = ({ error, attempt, delayMs }) => {
  const { name, code } = errorFacts(error);
  writeStderr(`debug: ${code ?? name}; attempt ${attempt + 1} in ${delayMs} ms`);
};
