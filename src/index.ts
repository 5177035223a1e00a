export {
  type AppClientSettings,
  createClient,
  createDocumentClient,
  type DocumentClientSettings,
  readSettings,
} from './app/client.ts';
export type { DocumentNumbers } from './app/document-numbers.ts';
export { logUnits } from './app/log-units.ts';
export type { AppSettings } from './app/settings.ts';
export type { ClientOptions } from './lib/client/client-options.ts';
export type { RetryListener, RetryPolicy } from './lib/client/retry-policy.ts';
export type { TraceEvent, TraceListener } from './lib/client/trace.ts';
export { AutodyneError, type ErrorCode, EXIT_CODES, isAutodyneError } from './lib/errors/autodyne-error.ts';
export type { Settings } from './lib/settings/settings.ts';
export type { MinuteUnits } from './lib/usage/own/log-lines.ts';
export type { UnitsListener } from './lib/usage/own/minute-counts.ts';
