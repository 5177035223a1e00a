import type { ClientOptions } from '../../lib/client/client-options.ts';
import { errorFacts, THROTTLING_ERRORS } from '../../lib/errors/from-aws-error.ts';

/** A client's options, with `onThrottled` told of each answer that asks to slow down and is waited out. */
export function listenForThrottles<T extends ClientOptions>(options: T, onThrottled: () => void): T {
  return {
    ...options,
    onRetry: (retry) => {
      options.onRetry?.(retry);
      if (THROTTLING_ERRORS.has(errorFacts(retry.error).name)) onThrottled();
    },
  };
}
