import {
  MAX_USAGE_SPAN_SECONDS,
  USAGE_PERIODS,
  type UsagePeriod,
  type UsageQuery,
} from '../usage/usage-report.ts';
import type { WireError } from './error-responses.ts';
import type { JsonMembers } from './read-body.ts';
import type { OwnTable } from './update-table-policy.ts';

export type UsageVerdict = { isAllowed: true; query: UsageQuery } | { isAllowed: false; error: WireError };

const MEMBERS = ['TableName', 'Since', 'Until', 'PeriodSeconds'];

/**
 * Validates the body of `POST /usage`: the query for the caller's own table, or the error to respond with. An `Until`
 * in the future becomes now. Pure; `body` has no member twice (see `readBody`). The messages are in
 * `docs/usage-format.md`.
 * @param now epoch seconds
 */
export function validateUsageQuery(body: JsonMembers, own: OwnTable, now: number): UsageVerdict {
  const error =
    memberProblem(body) ?? tableProblem(body['TableName'], own) ?? timeProblem(body, now) ?? undefined;
  if (error !== undefined) return { isAllowed: false, error };
  const {
    Since,
    Until = now,
    PeriodSeconds,
  } = body as { Since: number; Until?: number; PeriodSeconds?: UsagePeriod };
  return {
    isAllowed: true,
    query: { since: Since, until: Math.min(Until, now), periodSeconds: PeriodSeconds },
  };
}

const invalid = (message: string): WireError => ({ name: 'ValidationException', message });
const wrongType = (name: string): WireError => ({
  name: 'SerializationException',
  message: `Unexpected value type in payload: ${name}`,
});
const missing = (name: string): WireError =>
  invalid(`The parameter '${name}' is required but was not present in the request`);

function memberProblem(body: JsonMembers): WireError | undefined {
  const other = Object.keys(body).find((name) => !MEMBERS.includes(name));
  if (other !== undefined) return invalid(`Requesting ${other} is not allowed`);
  const wrong = MEMBERS.find(
    (name) => body[name] !== undefined && typeof body[name] !== (name === 'TableName' ? 'string' : 'number'),
  );
  return wrong === undefined ? undefined : wrongType(wrong);
}

function tableProblem(name: unknown, own: OwnTable): WireError | undefined {
  if (name === undefined) return missing('TableName');
  const isOwn = name === own.tableName || name === own.tableArn;
  return isOwn ? undefined : invalid(`Reading the usage of table ${String(name)} is not allowed`);
}

function timeProblem({ Since, Until, PeriodSeconds }: JsonMembers, now: number): WireError | undefined {
  if (Since === undefined) return missing('Since');
  for (const [name, value] of Object.entries({ Since, Until })) {
    if (value === undefined || isSecond(value)) continue;
    return invalid(`${name} must be a whole number of seconds, 0 or more, not ${String(value)}`);
  }
  if (PeriodSeconds !== undefined && !USAGE_PERIODS.some((period) => period === PeriodSeconds)) {
    return invalid(`PeriodSeconds must be one of ${USAGE_PERIODS.join(', ')}, not ${String(PeriodSeconds)}`);
  }
  const since = Since as number;
  const until = Math.min((Until as number | undefined) ?? now, now);
  if (since >= until) {
    const end = until === Until ? `Until (${until})` : `now (${until})`;
    return invalid(`Since (${since}) is not before ${end}`);
  }
  if (until - since > MAX_USAGE_SPAN_SECONDS) {
    const days = Math.ceil((until - since) / 86_400);
    return invalid(`Since and Until are ${days} days apart; the maximum is 455 days`);
  }
  return undefined;
}

function isSecond(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
