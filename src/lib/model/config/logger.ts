export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where a model's messages go: each method is given one line of text. */
export type Logger = { readonly [L in LogLevel]?: (message: string) => void };

/** `true` is warnings and errors, by `process.emitWarning`; `false` is nothing. */
export type LoggerSetting = boolean | Logger;

/** One operation that was sent. Values of items are never in it. */
export interface OperationLog {
  readonly operation: string;
  readonly tableName: string;
  readonly durationMs: number;
  readonly outcome: string;
}

export type LogFormat = 'compact' | 'debug' | ((log: OperationLog) => string);
