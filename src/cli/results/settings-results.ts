import * as v from 'valibot';
import { CHECK_NAMES } from '../../lib/doctor/check.ts';
import { booleanSchema, countSchema, textSchema, textsSchema } from '../../lib/json/json-schemas.ts';
import { listOf } from './printed.ts';

export const configResultSchema = v.strictObject({
  /** Of the variable names: `AUTODYNE`, or the name given with `--as`. */
  prefix: textSchema,
  envFile: v.strictObject({ path: textSchema, isThere: booleanSchema }),
  settings: v.array(
    v.strictObject({
      name: textSchema,
      /** Only the last four characters of a secret; null if the setting is missing. */
      value: v.nullable(textSchema),
      source: v.picklist(['flag', 'argument', 'environment', 'file', 'default', 'missing']),
      /** The source as text: `--region`, `environment`, the path of the settings file. */
      from: textSchema,
      isSecret: booleanSchema,
      isRequired: booleanSchema,
    }),
  ),
});
export type ConfigResult = v.InferOutput<typeof configResultSchema>;

/** Names only: the values are secrets. */
export const configPullResultSchema = v.strictObject({
  app: textSchema,
  envFile: textSchema,
  created: booleanSchema,
  variables: textsSchema,
  /** The `.gitignore` that the file was added to, if that was needed. */
  gitignore: v.nullable(textSchema),
});
export type ConfigPullResult = v.InferOutput<typeof configPullResultSchema>;

/** What was asked for is there: how to set it up, a script, or names. */
export const autocompleteResultSchema = v.strictObject({
  /** For each shell, the command that sets up its completion. */
  setup: v.optional(v.strictObject({ bash: textSchema, zsh: textSchema })),
  shell: v.optional(textSchema),
  script: v.optional(textSchema),
  indexNames: v.optional(textsSchema),
});
export type AutocompleteResult = v.InferOutput<typeof autocompleteResultSchema>;

export const doctorResultSchema = v.strictObject({
  /** No check failed; skipped ones do not count. */
  ok: booleanSchema,
  checks: v.array(
    v.strictObject({
      name: v.picklist(CHECK_NAMES),
      status: v.picklist(['ok', 'failed', 'skipped']),
      finding: textSchema,
      /** One sentence each. */
      fixes: listOf(textSchema),
    }),
  ),
});
export type DoctorResult = v.InferOutput<typeof doctorResultSchema>;

export const pingResultSchema = v.strictObject({
  endpointUrl: textSchema,
  region: textSchema,
  tableName: textSchema,
  tableStatus: textSchema,
});
export type PingResult = v.InferOutput<typeof pingResultSchema>;

/** `local`, once the twin can be used. */
export const localResultSchema = v.strictObject({
  tableName: textSchema,
  region: textSchema,
  endpointUrl: textSchema,
  proxyUrl: textSchema,
  /** The table was created by this start. */
  isNew: booleanSchema,
  /** Also for the credentials; null in memory. */
  dataFolder: v.nullable(textSchema),
  /** The config vars, as a `.env` file would have them. */
  variables: v.record(v.string(), textSchema),
  /** Of `--dashboard`: its link, good for one browser tab. */
  dashboardUrl: v.exactOptional(textSchema),
});
export type LocalResult = v.InferOutput<typeof localResultSchema>;

/** `dashboard`, once it can be asked. */
export const dashboardResultSchema = v.strictObject({
  /** With a code in the fragment that is good for one browser tab. */
  url: textSchema,
  port: countSchema,
});
export type DashboardResult = v.InferOutput<typeof dashboardResultSchema>;
