import * as v from 'valibot';
import { type ErrorCode, EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import { textSchema } from '../../lib/json/json-schemas.ts';
import { listOf, printedFrom } from './printed.ts';

const requestSchema = v.strictObject({
  Operation: textSchema,
  Endpoint: textSchema,
  /** The service that the request would be signed for. */
  Service: textSchema,
  /** The request, as DynamoDB takes it. */
  Body: printedFrom<unknown>(v.looseObject({})),
});

/** A request that `--dry-run` shows instead of sending it; printed as it is under `--json`. */
export const dryRunSchema = v.strictObject({ DryRun: requestSchema });
export type DryRun = v.InferOutput<typeof dryRunSchema>;

/** `--explain`: the requests and why they were chosen. */
export const explanationSchema = v.strictObject({
  DryRun: requestSchema,
  /** The requests after it, of a read by several values of a key. */
  Others: v.exactOptional(listOf(dryRunSchema)),
  Why: listOf(textSchema),
});

/** `--explain --from`, which sends no request. */
export const dumpExplanationSchema = v.strictObject({ From: textSchema, Why: listOf(textSchema) });

export type Explanation =
  | v.InferOutput<typeof explanationSchema>
  | v.InferOutput<typeof dumpExplanationSchema>;

/** The shape of every error under `--json`. */
export const errorResultSchema = v.strictObject({
  error: v.strictObject({
    code: v.picklist(Object.keys(EXIT_CODES) as ErrorCode[]),
    message: textSchema,
    /** Next steps, one sentence each. */
    suggestions: listOf(textSchema),
    /** Depend on `code`. */
    details: printedFrom<object>(v.looseObject({})),
  }),
});
export type ErrorResult = v.InferOutput<typeof errorResultSchema>;
