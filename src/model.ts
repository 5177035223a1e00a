import { environment } from './app/model-environment.ts';
import { provideEnvironment } from './lib/model/config/configure.ts';

export { AutodyneError, type ErrorCode, isAutodyneError } from './lib/errors/autodyne-error.ts';
export { type Backoff, type BackoffWait, defineBackoff } from './lib/model/config/backoff.ts';
export { configure } from './lib/model/config/configure.ts';
export type { LogFormat, Logger, LogLevel, OperationLog } from './lib/model/config/logger.ts';
export type { ModelConfiguration } from './lib/model/config/model-settings.ts';
export { defineModel, models, preload } from './lib/model/define-model.ts';
export { describeModels } from './lib/model/describe/describe-models.ts';
export type {
  FieldDescription,
  ModelDescription,
  ModelsDescription,
} from './lib/model/describe/model-description.ts';
export {
  DocumentNotValid,
  InvalidQuery,
  ModelError,
  PrecisionError,
  RecordNotDestroyed,
  RecordNotFound,
  RecordNotSaved,
  RecordNotUnique,
  ScanProhibited,
  StaleObjectError,
} from './lib/model/errors/model-errors.ts';
export { f } from './lib/model/fields/field-builders.ts';
export { abort } from './lib/model/hooks/run-hooks.ts';
export { withIdentityMap } from './lib/model/record/identity-map.ts';
export { readTransaction } from './lib/model/transactions/read-transaction.ts';
export { Rollback, transaction } from './lib/model/transactions/write-transaction.ts';
export type {
  Association,
  ManyAssociation,
  OneAssociation,
  RelatedQuery,
} from './lib/model/types/association-types.ts';
export type { Chain, CursorPage, ReadExplanation, RecordPage } from './lib/model/types/chain-types.ts';
export type { Definition, ModelSpec } from './lib/model/types/definition-types.ts';
export type { Codec, DateString, Field, StandardSchema } from './lib/model/types/field-types.ts';
export type { HookName, HookStatics, NextHook } from './lib/model/types/hook-types.ts';
export type { RecordMethods, SaveOptions, Updater } from './lib/model/types/record-types.ts';
export type {
  Attributes,
  CreateInput,
  FindOptions,
  ModelClass,
  SubclassOf,
  Where,
} from './lib/model/types/static-types.ts';
export type { ReadTransaction, Wanted, WriteTransaction } from './lib/model/types/transaction-types.ts';
export type {
  RecordErrors,
  Rule,
  RuleOptions,
  ValidationOptions,
} from './lib/model/types/validation-types.ts';
export { v } from './lib/model/validations/rule-builders.ts';

provideEnvironment(environment);
