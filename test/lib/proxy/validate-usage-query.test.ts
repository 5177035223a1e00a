import { describe, expect, test } from 'vitest';
import { validateUsageQuery } from '../../../src/lib/proxy/validate-usage-query.ts';

const own = { tableName: 'music', tableArn: 'arn:aws:dynamodb:us-east-1:1:table/music' };
const NOW = 1_796_169_600;
const DAY = 86_400;

const judge = (body: Record<string, unknown>) => validateUsageQuery(body, own, NOW);
const asked = (members: Record<string, unknown>) => judge({ TableName: 'music', ...members });

describe('what is asked', () => {
  test.each([
    [{ Since: NOW - DAY }, { since: NOW - DAY, until: NOW, periodSeconds: undefined }],
    [
      { Since: 0, Until: DAY, PeriodSeconds: 60 },
      { since: 0, until: DAY, periodSeconds: 60 },
    ],
    [
      { Since: NOW - 1, Until: NOW + 5 },
      { since: NOW - 1, until: NOW, periodSeconds: undefined },
    ],
    [{ Since: NOW - 455 * DAY }, { since: NOW - 455 * DAY, until: NOW, periodSeconds: undefined }],
  ])('%o is allowed', (members, query) => {
    expect(asked(members)).toStrictEqual({ isAllowed: true, query });
  });

  test("the table's ARN is its name too", () => {
    expect(judge({ TableName: own.tableArn, Since: NOW - 1 }).isAllowed).toBe(true);
  });
});

describe('refusals', () => {
  test.each([
    [{ Since: 1, Granularity: 60 }, 'Requesting Granularity is not allowed'],
    [{ Since: 1, __proto__x: 60 }, 'Requesting __proto__x is not allowed'],
    [{ Since: 1, TableName: 'others' }, 'Reading the usage of table others is not allowed'],
    [
      { Since: 1, TableName: 'arn:aws:dynamodb:us-east-1:2:table/music' },
      'Reading the usage of table arn:aws:dynamodb:us-east-1:2:table/music is not allowed',
    ],
    [
      { Since: 1, TableName: undefined },
      "The parameter 'TableName' is required but was not present in the request",
    ],
    [{}, "The parameter 'Since' is required but was not present in the request"],
    [{ Since: -1 }, 'Since must be a whole number of seconds, 0 or more, not -1'],
    [{ Since: 1.5 }, 'Since must be a whole number of seconds, 0 or more, not 1.5'],
    [{ Since: 1, Until: 1e300 }, 'Until must be a whole number of seconds, 0 or more, not 1e+300'],
    [{ Since: 1, PeriodSeconds: 7 }, 'PeriodSeconds must be one of 60, 300, 3600, 86400, not 7'],
    [{ Since: 5, Until: 5 }, 'Since (5) is not before Until (5)'],
    [{ Since: NOW + 1 }, `Since (${NOW + 1}) is not before now (${NOW})`],
    [{ Since: NOW + 1, Until: NOW + 9 }, `Since (${NOW + 1}) is not before now (${NOW})`],
    [{ Since: NOW - 500 * DAY }, 'Since and Until are 500 days apart; the maximum is 455 days'],
    [{ Since: NOW - 455 * DAY - 1 }, 'Since and Until are 456 days apart; the maximum is 455 days'],
  ])('%o', (members, message) => {
    expect(asked(members)).toStrictEqual({
      isAllowed: false,
      error: { name: 'ValidationException', message },
    });
  });

  test.each(['Since', 'Until', 'PeriodSeconds'])('%s of another type', (name) => {
    const message = `Unexpected value type in payload: ${name}`;
    expect(asked({ Since: 1, [name]: '1' })).toStrictEqual({
      isAllowed: false,
      error: { name: 'SerializationException', message },
    });
  });
});
