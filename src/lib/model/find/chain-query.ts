import type { ReadLimits } from '../../items/read/read-limits.ts';
import type { Model } from '../definition/model.ts';
import { InvalidQuery } from '../errors/model-errors.ts';
import type { GivenValues } from '../persist/update-record.ts';

/** The parts of a query that were given so far. */
export interface ChainQuery {
  readonly conditions: readonly GivenValues[];
  readonly expressions: readonly { readonly text: string; readonly values: GivenValues }[];
  readonly indexName?: string;
  readonly isConsistent?: boolean;
  readonly isForward?: boolean;
  readonly recordLimit?: number;
  readonly scanLimit?: number;
  readonly batchSize?: number;
  readonly start?: unknown;
}

/** @throws InvalidQuery for a limit that is no whole number from 1 on */
export function limitsOf(model: Model, { recordLimit, scanLimit, batchSize }: ChainQuery): ReadLimits {
  for (const [name, limit] of Object.entries({ recordLimit, scanLimit, batch: batchSize })) {
    if (limit !== undefined) checkCount(model, name, limit);
  }
  return { limit: recordLimit, scanLimit, pageSize: batchSize };
}

/** @throws InvalidQuery for what is no whole number from 1 on */
export function checkCount(model: Model, name: string, count: unknown): void {
  if (Number.isSafeInteger(count) && Number(count) >= 1) return;
  throw new InvalidQuery(`${model.name}: ${name} takes a whole number of 1 or more, not ${String(count)}`, {
    details: { model: model.name },
  });
}

/** For messages: `Post.where(authorId, createdAt.gt)`; values are not shown. */
export function queryText(model: Model, { conditions, expressions }: ChainQuery): string {
  const asked = [
    ...conditions.flatMap((one) => Object.keys(one)),
    ...expressions.map(({ text }) => `"${text}"`),
  ];
  return asked.length === 0 ? `${model.name}.all()` : `${model.name}.where(${asked.join(', ')})`;
}
