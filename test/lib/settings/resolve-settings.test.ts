import { describe, expect, test } from 'vitest';
import { settingsFrom } from '../../../src/lib/settings/check-settings.ts';
import {
  resolveSettings,
  type SettingsInput,
  settingOf,
} from '../../../src/lib/settings/resolve-settings.ts';
import type { SettingKey } from '../../../src/lib/settings/settings.ts';

const FOUR = {
  AUTODYNE_AWS_ACCESS_KEY_ID: 'AKIAFROMENV',
  AUTODYNE_AWS_SECRET_ACCESS_KEY: 'secret-from-env',
  AUTODYNE_AWS_DEFAULT_REGION: 'us-east-1',
  AUTODYNE_TABLE_NAME: 'table-from-env',
};

function resolve(input: Partial<SettingsInput>, file?: Record<string, string>) {
  return resolveSettings({ env: {}, envFile: { path: '.env', variables: file }, ...input });
}

function failure(input: Partial<SettingsInput>, file?: Record<string, string>, allowHttp = false): unknown {
  try {
    return settingsFrom(resolve({ env: FOUR, ...input }, file), { allowHttp });
  } catch (error) {
    return error;
  }
}

describe('resolveSettings decides flag > environment > file > default', () => {
  const T = 'AUTODYNE_TABLE_NAME';
  test.each<
    [
      name: string,
      given: string | undefined,
      env: string | undefined,
      file: string | undefined,
      value: string | undefined,
      from: string,
    ]
  >([
    ['flag over all', 'flag', 'env', 'file', 'flag', '--table'],
    ['environment over file', undefined, 'env', 'file', 'env', 'environment'],
    ['file', undefined, undefined, 'file', 'file', '.env'],
    ['nothing', undefined, undefined, undefined, undefined, 'missing'],
    ['an empty flag is none', '', 'env', undefined, 'env', 'environment'],
    ['an empty variable hides the file', undefined, '', 'file', undefined, 'missing'],
    ['an empty line in the file is none', undefined, undefined, '', undefined, 'missing'],
  ])('%s', (_, given, env, file, value, from) => {
    const resolved = resolve(
      { given: { tableName: given }, env: env === undefined ? {} : { [T]: env } },
      file === undefined ? {} : { [T]: file },
    );
    expect(settingOf(resolved, 'tableName')).toMatchObject({ variable: T, value, from });
  });

  test.each<
    [SettingKey, variable: string, flag: string | undefined, byDefault: string | undefined, isSecret: boolean]
  >([
    ['accessKeyId', 'AUTODYNE_AWS_ACCESS_KEY_ID', undefined, undefined, true],
    ['secretAccessKey', 'AUTODYNE_AWS_SECRET_ACCESS_KEY', undefined, undefined, true],
    ['sessionToken', 'AUTODYNE_AWS_SESSION_TOKEN', undefined, undefined, true],
    ['region', 'AUTODYNE_AWS_DEFAULT_REGION', '--region', undefined, false],
    ['tableName', 'AUTODYNE_TABLE_NAME', '--table', undefined, false],
    ['endpointUrl', 'AUTODYNE_ENDPOINT_URL', '--endpoint-url', undefined, false],
    ['proxyUrl', 'AUTODYNE_PROXY_URL', '--proxy-url', 'https://api.autodyne.mixable.net/dynamodb', false],
    ['cloudwatchUrl', 'AUTODYNE_CLOUDWATCH_URL', undefined, undefined, false],
    ['isReadOnly', 'AUTODYNE_READONLY', '--read-only', '0', false],
    ['planUnits', 'AUTODYNE_PLAN_UNITS', '--plan-units', '19600000', false],
  ])('%s is %s', (key, variable, flag, byDefault, isSecret) => {
    expect(settingOf(resolve({ env: { [variable]: 'x' } }), key)).toMatchObject({
      variable,
      value: 'x',
      source: 'environment',
      isSecret,
    });
    expect(settingOf(resolve({}, { [variable]: 'x' }), key)).toMatchObject({ value: 'x', source: 'file' });
    expect(settingOf(resolve({}), key)?.value).toBe(byDefault);
    if (flag !== undefined) {
      expect(settingOf(resolve({ given: { [key]: 'x' } }), key)).toMatchObject({
        source: 'flag',
        from: flag,
      });
    }
  });

  test.each([
    ['BLUE', 'BLUE'],
    ['autodyne-blue', 'AUTODYNE_BLUE'],
    ['Autodyne_Blue2', 'AUTODYNE_BLUE2'],
  ])('--as %s reads %s_…, and nothing of AUTODYNE_…', (as, prefix) => {
    const env = { ...FOUR, [`${prefix}_TABLE_NAME`]: 'blue-table' };
    const resolved = resolve({ as, env });
    expect(resolved.prefix).toBe(prefix);
    expect(settingOf(resolved, 'tableName')).toMatchObject({
      variable: `${prefix}_TABLE_NAME`,
      value: 'blue-table',
    });
    expect(settingOf(resolved, 'accessKeyId')).toMatchObject({ value: undefined, source: 'missing' });
  });

  test.each(['', '2BLUE', 'blue add-on', 'blüe'])('--as "%s" is refused', (as) => {
    expect(() => resolve({ as })).toThrow(
      expect.objectContaining({ code: 'InvalidUsage', message: `"${as}" is not a valid add-on name` }),
    );
  });

  test('names the other add-ons whose settings are whole', () => {
    const green = { GREEN_AWS_ACCESS_KEY_ID: 'a', GREEN_AWS_SECRET_ACCESS_KEY: 'b', GREEN_TABLE_NAME: 'c' };
    const half = { RED_AWS_SECRET_ACCESS_KEY: 'b', RED_TABLE_NAME: 'c' };
    expect(resolve({ env: { ...FOUR, ...half } }, green).otherPrefixes).toEqual(['GREEN']);
  });
});

describe('settingsFrom', () => {
  test('gives what a client needs', () => {
    expect(settingsFrom(resolve({ env: { ...FOUR, AUTODYNE_PLAN_UNITS: '100' } }))).toEqual({
      accessKeyId: 'AKIAFROMENV',
      secretAccessKey: 'secret-from-env',
      sessionToken: undefined,
      region: 'us-east-1',
      tableName: 'table-from-env',
      endpointUrl: undefined,
      proxyUrl: 'https://api.autodyne.mixable.net/dynamodb',
      isReadOnly: false,
      planUnits: 100,
      allowHttp: false,
    });
  });

  test.each([
    ['1', true],
    ['true', true],
    ['yes', true],
    ['on', true],
    ['anything', true],
    ['0', false],
    ['false', false],
    ['NO', false],
    ['off', false],
    ['', false],
  ])('AUTODYNE_READONLY=%s is %s', (AUTODYNE_READONLY, expected) => {
    expect(settingsFrom(resolve({ env: { ...FOUR, AUTODYNE_READONLY } })).isReadOnly).toBe(expected);
  });

  const WAYS_OUT = [
    'get them from your app: autodyne config pull --app APP',
    'or write them to a file named .env in this folder',
    'or use a local table: autodyne local --write-env',
  ];

  test.each<[string, Partial<SettingsInput>, Record<string, string> | undefined, string, string[]]>([
    [
      'all',
      { env: {} },
      undefined,
      'missing settings: AUTODYNE_AWS_ACCESS_KEY_ID, AUTODYNE_AWS_SECRET_ACCESS_KEY, AUTODYNE_AWS_DEFAULT_REGION (or --region), AUTODYNE_TABLE_NAME (or --table); looked for in the environment and in .env, which does not exist',
      WAYS_OUT,
    ],
    [
      'one, with a file',
      { env: { ...FOUR, AUTODYNE_TABLE_NAME: '' } },
      {},
      'missing settings: AUTODYNE_TABLE_NAME (or --table); looked for in the environment and in .env',
      WAYS_OUT,
    ],
    [
      'of another add-on',
      { as: 'blue', given: { region: 'us-east-1', tableName: 'blue' } },
      {},
      'missing settings: BLUE_AWS_ACCESS_KEY_ID, BLUE_AWS_SECRET_ACCESS_KEY; looked for in the environment and in .env',
      [
        'to use the settings of another add-on: --as AUTODYNE',
        'get them from your app: autodyne config pull --app APP --as BLUE',
        'or write them to a file named .env in this folder',
        'or use a local table: autodyne local --as BLUE --write-env',
      ],
    ],
    [
      'of an app, which has no flags',
      { env: { ...FOUR, AUTODYNE_TABLE_NAME: '' }, givenAs: 'argument' },
      {},
      'missing settings: AUTODYNE_TABLE_NAME; looked for in the environment and in .env',
      WAYS_OUT,
    ],
  ])('missing: %s', (_, input, file, message, suggestions) => {
    expect(failure(input, file)).toMatchObject({
      code: 'InvalidSettings',
      exitCode: 2,
      message,
      suggestions,
    });
  });

  test.each<[variable: string, value: string, message: string | undefined]>([
    ['AWS_DEFAULT_REGION', 'us-east-1', undefined],
    ['AWS_DEFAULT_REGION', 'us east', `is not a valid region name: "us east"`],
    ['AWS_DEFAULT_REGION', 'US-EAST-1', `is not a valid region name: "US-EAST-1"`],
    ['TABLE_NAME', 'ab', `is not a valid table name: "ab"`],
    ['TABLE_NAME', 'a/b/c', `is not a valid table name: "a/b/c"`],
    ['TABLE_NAME', 'autodyne-sinuous-68626', undefined],
    ['AWS_SECRET_ACCESS_KEY', 'two words', 'contains a space, a line break or a non-ASCII character'],
    ['AWS_ACCESS_KEY_ID', 'AKIA\n', 'contains a space, a line break or a non-ASCII character'],
    ['AWS_SESSION_TOKEN', 'tök', 'contains a space, a line break or a non-ASCII character'],
    ['PLAN_UNITS', '0', 'is not a positive whole number of request units: "0"'],
    ['PLAN_UNITS', '1e6', 'is not a positive whole number of request units: "1e6"'],
    ['PLAN_UNITS', '19600000', undefined],
    ['ENDPOINT_URL', 'localhost:8000', 'is not an http or https URL: "localhost:8000"'],
    ['ENDPOINT_URL', 'https//me:p@w@x:1', 'is not an http or https URL: "****@x:1"'],
    ['ENDPOINT_URL', 'htps://me:p/w@x', 'is not an http or https URL: "htps://****@x"'],
    ['PROXY_URL', 'me:pw@x', 'is not an http or https URL: "me:****@x"'],
    ['ENDPOINT_URL', 'ftp://x', 'is not an http or https URL: "ftp://x"'],
    ['ENDPOINT_URL', 'https://me:pw@x', 'contains a user name or password, which autodyne does not send'],
    ['ENDPOINT_URL', 'http://localhost:8000', undefined],
    ['ENDPOINT_URL', 'http://127.0.0.1:8000', undefined],
    ['ENDPOINT_URL', 'http://127.1:8000', undefined],
    ['ENDPOINT_URL', 'http://[::1]:8000', undefined],
    ['ENDPOINT_URL', 'http://db.localhost', undefined],
    ['ENDPOINT_URL', 'https://dynamodb.example', undefined],
    [
      'ENDPOINT_URL',
      'http://db.example:8000/x',
      'uses plain HTTP to another machine: http://db.example:8000',
    ],
    [
      'ENDPOINT_URL',
      'http://localhost.example',
      'uses plain HTTP to another machine: http://localhost.example',
    ],
    [
      'ENDPOINT_URL',
      'http://127.0.0.1.example',
      'uses plain HTTP to another machine: http://127.0.0.1.example',
    ],
    ['PROXY_URL', 'direct', undefined],
    ['PROXY_URL', 'http://10.0.0.1', 'uses plain HTTP to another machine: http://10.0.0.1'],
    ['PROXY_URL', 'none', 'is not an http or https URL: "none"'],
  ])('%s=%s', (suffix, value, message) => {
    const variable = `AUTODYNE_${suffix}`;
    const result = failure({ env: { ...FOUR, [variable]: value } });
    if (message === undefined) expect(result).not.toBeInstanceOf(Error);
    else {
      expect(result).toMatchObject({
        code: 'InvalidSettings',
        exitCode: 2,
        message: `${variable} (from environment) ${message}`,
        details: { variable },
      });
    }
  });

  test('names the place a bad value came from', () => {
    expect(failure({ given: { region: '?' } })).toMatchObject({
      message: `AUTODYNE_AWS_DEFAULT_REGION (from --region) is not a valid region name: "?"`,
    });
    expect(failure({}, { AUTODYNE_PLAN_UNITS: 'x' })).toMatchObject({
      message: 'AUTODYNE_PLAN_UNITS (from .env) is not a positive whole number of request units: "x"',
    });
  });

  test('plain http goes where --allow-http lets it', () => {
    const env = {
      ...FOUR,
      AUTODYNE_ENDPOINT_URL: 'http://db.example',
      AUTODYNE_PROXY_URL: 'http://db.example',
    };
    expect(failure({ env }, {}, true)).toMatchObject({ endpointUrl: 'http://db.example', allowHttp: true });
  });
});
