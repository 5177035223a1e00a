import type { ErrorCode } from '../../errors/autodyne-error.ts';

/** The one request to the process that loads model files. */
export interface LoadRequest {
  /** The folder of the model files, absolute. */
  modelsDir: string;
}

/** Its reply. `described` is what the app's own copy of autodyne gave: of any version. */
export type LoadReply = { described: unknown } | { failure: LoadFailure };

export interface LoadFailure {
  code: ErrorCode;
  message: string;
  suggestions: readonly string[];
  details?: object;
  /** The folder holds no file of models: the command line knows how another is named. */
  hasNoFiles?: true;
}
