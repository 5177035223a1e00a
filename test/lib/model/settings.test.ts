import { describe, expect, test } from 'vitest';
import { modelSettings } from '../../../src/lib/model/config/configure.ts';
import { CONFIGURATION_KEYS, type ModelSettings } from '../../../src/lib/model/config/model-settings.ts';
import { SETTING_TEXTS, settingsOfTexts } from '../../../src/lib/model/config/setting-texts.ts';
import { configure } from '../../../src/model.ts';
import { useOwnSettings } from './stored.ts';

useOwnSettings();

type Key = keyof ModelSettings;

/** A setting: its default, a text of the environment that gives another value, that value, and a text that is none. */
type Row = [
  row: string,
  key: Key,
  suffix: string,
  unset: unknown,
  text: string,
  value: unknown,
  wrong?: string,
];

const ROWS: Row[] = [
  ['N namespace', 'namespace', 'NAMESPACE', '', 'shop', 'shop'],
  ['N logger', 'logger', 'LOGGER', true, 'off', false, 'stdout'],
  ['N logLevel', 'logLevel', 'LOG_LEVEL', 'info', 'debug', 'debug', 'loud'],
  ['N logFormat', 'logFormat', 'LOG_FORMAT', 'compact', 'debug', 'debug', 'pretty'],
  ['N batchSize', 'batchSize', 'BATCH_SIZE', 100, '25', 25, '1.5'],
  ['N readCapacity', 'readCapacity', 'READ_CAPACITY', 100, '7', 7, 'many'],
  ['N writeCapacity', 'writeCapacity', 'WRITE_CAPACITY', 20, '8', 8, '-1'],
  ['N capacityMode', 'capacityMode', 'CAPACITY_MODE', 'on_demand', 'provisioned', 'provisioned', 'reserved'],
  ['N warnOnScan', 'warnOnScan', 'WARN_ON_SCAN', true, 'false', false, 'maybe'],
  ['N errorOnScan', 'errorOnScan', 'ERROR_ON_SCAN', false, 'yes', true, '2'],
  ['N timestamps', 'timestamps', 'TIMESTAMPS', true, '0', false, 'never'],
  ['N syncRetryMaxTimes', 'syncRetryMaxTimes', 'SYNC_RETRY_MAX_TIMES', 60, '3', 3, '3s'],
  ['N syncRetryWaitSeconds', 'syncRetryWaitSeconds', 'SYNC_RETRY_WAIT_SECONDS', 2, '0.5', 0.5, 'soon'],
  ['N convertBigDecimal', 'convertBigDecimal', 'CONVERT_BIG_DECIMAL', false, '1', true, 'x'],
  ['N modelsDir', 'modelsDir', 'MODELS_DIR', './src/models', './app', './app'],
  [
    'N applicationTimezone',
    'applicationTimezone',
    'APPLICATION_TIMEZONE',
    'utc',
    'Europe/Berlin',
    'Europe/Berlin',
  ],
  ['N dynamodbTimezone', 'dynamodbTimezone', 'DYNAMODB_TIMEZONE', 'utc', 'local', 'local'],
  [
    'N storeDatetimeAsString',
    'storeDatetimeAsString',
    'STORE_DATETIME_AS_STRING',
    false,
    'true',
    true,
    'iso',
  ],
  ['N storeDateAsString', 'storeDateAsString', 'STORE_DATE_AS_STRING', false, 'on', true, 'iso'],
  ['N storeBooleanAsNative', 'storeBooleanAsNative', 'STORE_BOOLEAN_AS_NATIVE', true, 'no', false, 't'],
  ['N storeBinaryAsNative', 'storeBinaryAsNative', 'STORE_BINARY_AS_NATIVE', true, 'FALSE', false, 'b'],
  [
    'N storeAttributeWithNullValue',
    'storeAttributeWithNullValue',
    'STORE_ATTRIBUTE_WITH_NULL_VALUE',
    false,
    'true',
    true,
    'null',
  ],
  [
    'N storeEmptyStringAsNull',
    'storeEmptyStringAsNull',
    'STORE_EMPTY_STRING_AS_NULL',
    true,
    'false',
    false,
    'null',
  ],
  ['N backoff', 'backoff', 'BACKOFF', undefined, 'constant:2', { constant: 2 }, 'constant:soon'],
  ['N createTableOnSave', 'createTableOnSave', 'CREATE_TABLE_ON_SAVE', undefined, 'false', false, 'here'],
  ['N naming', 'naming', 'NAMING', 'camel', 'snake', 'snake', 'kebab'],
  ['N identityMap', 'identityMap', 'IDENTITY_MAP', false, 'true', true, 'map'],
];

describe('settings', () => {
  test.each<Row>(ROWS)(
    '%s: its default; AUTODYNE_…, which configure wins over',
    (_row, key, suffix, unset, text, value) => {
      expect(modelSettings()[key]).toEqual(unset);
      expect(SETTING_TEXTS[key]?.suffix).toBe(suffix);
      expect(settingsOfTexts((name) => (name === suffix ? text : undefined))).toEqual({ [key]: value });
      const other = key === 'backoff' ? 'none' : key === 'namespace' ? 'code' : (value as never);
      configure({ [key]: other });
      expect(modelSettings()[key]).toEqual(other);
      configure({ [key]: undefined });
      expect(modelSettings()[key]).toEqual(unset);
    },
  );

  test.each<Row>(ROWS.filter(([, , , , , , wrong]) => wrong !== undefined))(
    '%s: a text that is none is refused, and named',
    (_row, _key, suffix, _unset, _text, _value, wrong) => {
      expect(() => settingsOfTexts((name) => (name === suffix ? wrong : undefined))).toThrow(
        new RegExp(`^AUTODYNE_${suffix} is not .*: "${wrong}"$`),
      );
    },
  );

  test.each([
    ['constant', 'constant'],
    ['exponential:0.2,10', { exponential: { baseBackoff: 0.2, ceiling: 10 } }],
    ['exponential:0.2', { exponential: { baseBackoff: 0.2 } }],
    ['{"own":{"a":1}}', { own: { a: 1 } }],
  ])('N backoff: the text %s', (text, value) => {
    expect(settingsOfTexts((name) => (name === 'BACKOFF' ? text : undefined))).toEqual({ backoff: value });
  });

  test('N adapter: there is none but DynamoDB; a client of the app’s own takes its place', () => {
    expect(() => configure({ adapter: 'aws_sdk_v3' } as never)).toThrow('configure has no setting "adapter"');
    expect(CONFIGURATION_KEYS.has('client')).toBe(true);
  });
});
