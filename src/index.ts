export { type ClientOptions, type ClientSettings, createClient } from './lib/client/client.ts';
export { createDocumentClient } from './lib/client/document-client.ts';
export { AutodyneError, type ErrorCode, EXIT_CODES, isAutodyneError } from './lib/errors/autodyne-error.ts';
