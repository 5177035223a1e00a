import type { Model } from '../definition/model.ts';
import { notBuilt } from '../errors/not-built.ts';
import type { GivenValues } from '../persist/update-record.ts';

/** @throws AutodyneError `MissingIndex` where no index has exactly these keys */
export function findAllBySecondaryIndex(
  _model: Model,
  _partitionKey: GivenValues,
  _options: { range?: GivenValues; scanIndexForward?: boolean; limit?: number } = {},
): Promise<object[]> {
  return notBuilt('findAllBySecondaryIndex');
}

export function existsRecord(_model: Model, _given: unknown): Promise<boolean> {
  return notBuilt('existsRecord');
}

export function approximateCount(_model: Model): Promise<number> {
  return notBuilt('approximateCount');
}

/** ExecuteStatement, all pages. @throws AutodyneError as the service fails */
export function executeModelStatement(
  _model: Model,
  _statement: string,
  _parameters: readonly unknown[],
): Promise<Record<string, unknown>[]> {
  return notBuilt('executeModelStatement');
}
