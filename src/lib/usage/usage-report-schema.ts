import * as v from 'valibot';
import { AutodyneError } from '../errors/autodyne-error.ts';
import { isJsonObject } from '../json/parse-json.ts';
import { USAGE_PERIODS, type UsageReport, type UsageUnits } from './usage-report.ts';

const NOT_AN_AMOUNT = 'is not a number of 0 or more';
const amount = v.pipe(v.number(NOT_AN_AMOUNT), v.finite(NOT_AN_AMOUNT), v.minValue(0, NOT_AN_AMOUNT));

const NOT_A_COUNT = 'is not a whole number of 0 or more';
const count = v.pipe(v.number(NOT_A_COUNT), v.safeInteger(NOT_A_COUNT), v.minValue(0, NOT_A_COUNT));

const text = v.string('is not a string');
const units = v.object({ Read: amount, Write: amount, Throttled: count }, 'is not an object');

// An index may be called `__proto__`, which `v.record` leaves out.
const indexes = v.custom<Record<string, UsageUnits>>(
  (value) => isJsonObject(value) && Object.values(value).every((one) => v.is(units, one)),
  'is not an object of Read, Write and Throttled for each index',
);

const point = v.object({ Time: count, Table: units, Indexes: indexes }, 'is not an object');

const operation = v.object(
  { Operation: text, Requests: count, Read: amount, Write: amount },
  'is not an object',
);

/** A response of `POST /usage`; members that this version does not know are ignored. */
const response = v.object(
  {
    TableName: text,
    Source: v.picklist(['meter', 'cloudwatch'], 'is not one of: meter, cloudwatch'),
    PlanUnits: v.exactOptional(v.pipe(amount, v.gtValue(0, 'is not a number above 0'))),
    Since: count,
    Until: count,
    PeriodSeconds: v.picklist(USAGE_PERIODS, `is not one of: ${USAGE_PERIODS.join(', ')}`),
    CompleteUntil: count,
    CountedSince: v.exactOptional(count),
    Points: v.array(point, 'is not an array'),
    Operations: v.exactOptional(v.array(operation, 'is not an array')),
    Estimated: v.exactOptional(v.object({ Read: amount, Write: amount }, 'is not an object')),
    Untold: v.exactOptional(count),
  },
  'is not an object',
);

/**
 * Checks the JSON of a response of `POST /usage` against its format.
 * @param from the server, for the message
 * @throws AutodyneError `RefusedByService` that names the member that is wrong.
 */
export function readUsageReport(json: unknown, from: string): UsageReport {
  const result = v.safeParse(response, json, { abortEarly: true, abortPipeEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'the response';
  const isMissing = issue.received === 'undefined' && issue.expected?.startsWith('"') === true;
  throw new AutodyneError(
    'RefusedByService',
    `the response of ${from} is not a valid usage report: ${path} ${isMissing ? 'is missing' : issue.message}`,
    { suggestions: ['for the format, see docs/usage-format.md'], details: { member: path } },
  );
}
