export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Receives the messages of models: each method gets one line of text. */
export type Logger = { readonly [L in LogLevel]?: (message: string) => void };

/** `true` is the process's own, on stderr; `false` nothing. */
export type LoggerSetting = boolean | Logger;

/** One request and its result. Values of items are never in it. */
export interface OperationLog {
  readonly operation: string;
  readonly durationMs: number;
  /** `ok`, or the error's name. */
  readonly outcome: string;
  readonly requestId: string | undefined;
}

export type LogFormat = 'compact' | 'debug' | ((log: OperationLog) => string);

/** A request as one line. */
export function operationLine(log: OperationLog, format: LogFormat): string {
  if (typeof format === 'function') return format(log);
  const outcome = log.outcome === 'ok' ? '' : ` - ${log.outcome}`;
  const compact = `(${log.durationMs.toFixed(1)} ms) ${log.operation}${outcome}`;
  return format === 'compact' ? compact : `${compact} - request ${log.requestId ?? 'without an id'}`;
}

/** Says something at a level, where the settings let it through. */
export function logTo(
  logger: Logger | undefined,
  { logLevel, level, message }: { logLevel: LogLevel; level: LogLevel; message: string },
): void {
  if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(logLevel)) return;
  logger?.[level]?.(message);
}
