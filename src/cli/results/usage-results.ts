import * as v from 'valibot';
import { amountSchema, countSchema, textSchema, textsSchema } from '../../lib/json/json-schemas.ts';
import { listOf } from './printed.ts';

const units = { read: amountSchema, write: amountSchema, request: amountSchema };

/** Read and write units, request units, and requests that were refused with a throttling error. */
export const unitSumsSchema = v.strictObject({ ...units, throttled: countSchema });

export const indexUnitSumsSchema = v.strictObject({ name: textSchema, ...unitSumsSchema.entries });

/** One hour or day in which something was used. */
export const pointUnitSumsSchema = v.strictObject({
  time: textSchema,
  ...unitSumsSchema.entries,
  table: unitSumsSchema,
  indexes: v.record(v.string(), unitSumsSchema),
});

const sourceSchema = v.picklist(['meter', 'cloudwatch', 'ledger', 'logs']);

export const usageResultSchema = v.strictObject({
  tableName: textSchema,
  source: sourceSchema,
  since: textSchema,
  until: textSchema,
  completeUntil: textSchema,
  countedSince: v.nullable(textSchema),
  total: unitSumsSchema,
  table: unitSumsSchema,
  indexes: listOf(indexUnitSumsSchema),
  operations: v.nullable(listOf(v.strictObject({ operation: textSchema, requests: countSchema, ...units }))),
  estimated: v.strictObject(units),
  untold: countSchema,
  plan: v.strictObject({
    units: countSchema,
    used: amountSchema,
    left: amountSchema,
    share: amountSchema,
    isAtLeast: v.boolean(),
  }),
  forecast: listOf(
    v.strictObject({
      basis: v.picklist(['24h', '7d']),
      requestUnitsPerDay: amountSchema,
      monthUnits: amountSchema,
      goneAt: v.nullable(textSchema),
    }),
  ),
  points: listOf(pointUnitSumsSchema),
  pointSeconds: countSchema,
  cannotSee: textsSchema,
  passedOver: listOf(
    v.strictObject({ source: v.picklist(['route', 'cloudwatch', 'ledger', 'logs']), why: textSchema }),
  ),
  isOver: v.nullable(v.boolean()),
});

/** `--estimate`; `null` if it cannot be known before. */
export const unitEstimateSchema = v.strictObject({
  read: v.nullable(amountSchema),
  write: v.nullable(amountSchema),
  request: v.nullable(amountSchema),
  planShare: v.nullable(amountSchema),
});
