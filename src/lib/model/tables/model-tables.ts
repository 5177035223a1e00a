import type { Model } from '../definition/model.ts';
import { notBuilt } from '../errors/not-built.ts';
import type { CreateTableOptions } from '../types/static-types.ts';

/**
 * Makes the model's table, with its indexes; whether it was not there before.
 * @throws AutodyneError `InvalidModel` for the one table, `AccessDenied` saying what to do instead, or as the service fails
 */
export function createModelTable(_model: Model, _options: CreateTableOptions = {}): Promise<boolean> {
  return notBuilt('createModelTable');
}

/** @throws AutodyneError as {@link createModelTable} */
export function deleteModelTable(_model: Model): Promise<void> {
  return notBuilt('deleteModelTable');
}
