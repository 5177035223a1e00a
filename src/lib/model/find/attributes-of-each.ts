import { MODEL_ATTRIBUTE, type Model } from '../definition/model.ts';

/**
 * Attributes that each record of the model has: required ones, and the timestamps, which every write that makes a record
 * sets.
 */
export function attributesOfEach(model: Model): ReadonlySet<string> {
  const { createdAt, updatedAt, fields, table } = model;
  return new Set([
    ...fields.filter(({ spec }) => spec.isRequired).map(({ attribute }) => attribute),
    ...[createdAt, updatedAt].flatMap((field) => field?.attribute ?? []),
    ...(table.isShared ? [MODEL_ATTRIBUTE] : []),
  ]);
}
