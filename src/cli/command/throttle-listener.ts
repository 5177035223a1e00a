import type { ClientOptions } from '../../lib/client/client-options.ts';
import { errorFacts, THROTTLING_ERRORS } from '../../lib/errors/from-aws-error.ts';

/** The options, with `onThrottled` called for each throttled request that is retried. */
export function listenForThrottles<T extends ClientOptions>(options: T, onThrottled: () => void): T {
  return {
    ...options,
    onRetry: (retry) => {
      options.onRetry?.(retry);
      if (THROTTLING_ERRORS.has(errorFacts(retry.error).name)) onThrottled();
    },
  };
}
