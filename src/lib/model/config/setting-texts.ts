import { AutodyneError } from '../../errors/autodyne-error.ts';
import { isJsonObject, parseJson } from '../../json/parse-json.ts';
import { LOG_LEVELS } from './logger.ts';
import type { ModelSettings } from './model-settings.ts';

/** Reads a setting from the environment; undefined if the text is not valid. */
type Reader = (text: string) => unknown;

const text: Reader = (value) => value;
const flag: Reader = (value) => {
  if (/^(?:1|true|yes|on)$/i.test(value)) return true;
  return /^(?:0|false|no|off)$/i.test(value) ? false : undefined;
};
const count: Reader = (value) => (/^\d{1,9}$/.test(value) ? Number(value) : undefined);
const seconds: Reader = (value) => (/^\d{1,6}(?:\.\d+)?$/.test(value) ? Number(value) : undefined);
const oneOf =
  (...values: readonly string[]): Reader =>
  (value) =>
    values.includes(value) ? value : undefined;

/** `constant`, `constant:2`, `exponential:0.2,10`, or JSON as `configure` takes it. */
const backoff: Reader = (value) => {
  const [, name = '', given] = /^([a-z]\w*)(?::(.+))?$/i.exec(value) ?? [];
  if (name === '') return jsonObject(value);
  if (given === undefined) return name;
  const numbers = given.split(',').map(Number);
  if (numbers.some(Number.isNaN)) return undefined;
  const [first, second] = numbers;
  if (name !== 'exponential') return { [name]: first };
  return { exponential: { baseBackoff: first, ...(second === undefined ? {} : { ceiling: second }) } };
};

function jsonObject(value: string): unknown {
  try {
    const parsed = parseJson(value);
    return isJsonObject(parsed) && Object.keys(parsed).length === 1 ? parsed : undefined;
  } catch {
    return undefined;
  }
}

interface SettingText {
  /** After the prefix: `AUTODYNE_`. */
  readonly suffix: string;
  readonly read: Reader;
  /** The valid values, for messages. */
  readonly expected: string;
}

const BOOLEAN: Omit<SettingText, 'suffix'> = { read: flag, expected: 'true or false' };
const COUNT: Omit<SettingText, 'suffix'> = { read: count, expected: 'a whole number' };
const ANY: Omit<SettingText, 'suffix'> = { read: text, expected: 'text' };

/** The settings that the environment can have. Those that are functions are an app's alone. */
export const SETTING_TEXTS: Readonly<Partial<Record<keyof ModelSettings, SettingText>>> = {
  namespace: { suffix: 'NAMESPACE', ...ANY },
  logger: { suffix: 'LOGGER', ...BOOLEAN },
  logLevel: { suffix: 'LOG_LEVEL', read: oneOf(...LOG_LEVELS), expected: LOG_LEVELS.join(', ') },
  logFormat: { suffix: 'LOG_FORMAT', read: oneOf('compact', 'debug'), expected: 'compact or debug' },
  batchSize: { suffix: 'BATCH_SIZE', ...COUNT },
  readCapacity: { suffix: 'READ_CAPACITY', ...COUNT },
  writeCapacity: { suffix: 'WRITE_CAPACITY', ...COUNT },
  capacityMode: {
    suffix: 'CAPACITY_MODE',
    read: oneOf('on_demand', 'provisioned'),
    expected: 'on_demand or provisioned',
  },
  warnOnScan: { suffix: 'WARN_ON_SCAN', ...BOOLEAN },
  errorOnScan: { suffix: 'ERROR_ON_SCAN', ...BOOLEAN },
  timestamps: { suffix: 'TIMESTAMPS', ...BOOLEAN },
  syncRetryMaxTimes: { suffix: 'SYNC_RETRY_MAX_TIMES', ...COUNT },
  syncRetryWaitSeconds: { suffix: 'SYNC_RETRY_WAIT_SECONDS', read: seconds, expected: 'seconds' },
  convertBigDecimal: { suffix: 'CONVERT_BIG_DECIMAL', ...BOOLEAN },
  modelsDir: { suffix: 'MODELS_DIR', ...ANY },
  applicationTimezone: { suffix: 'APPLICATION_TIMEZONE', ...ANY },
  dynamodbTimezone: { suffix: 'DYNAMODB_TIMEZONE', ...ANY },
  storeDatetimeAsString: { suffix: 'STORE_DATETIME_AS_STRING', ...BOOLEAN },
  storeDateAsString: { suffix: 'STORE_DATE_AS_STRING', ...BOOLEAN },
  storeBooleanAsNative: { suffix: 'STORE_BOOLEAN_AS_NATIVE', ...BOOLEAN },
  storeBinaryAsNative: { suffix: 'STORE_BINARY_AS_NATIVE', ...BOOLEAN },
  storeAttributeWithNullValue: { suffix: 'STORE_ATTRIBUTE_WITH_NULL_VALUE', ...BOOLEAN },
  storeEmptyStringAsNull: { suffix: 'STORE_EMPTY_STRING_AS_NULL', ...BOOLEAN },
  backoff: {
    suffix: 'BACKOFF',
    read: backoff,
    expected: 'constant:SECONDS, exponential:SECONDS,CEILING or JSON',
  },
  createTableOnSave: { suffix: 'CREATE_TABLE_ON_SAVE', ...BOOLEAN },
  naming: { suffix: 'NAMING', read: oneOf('camel', 'snake'), expected: 'camel or snake' },
  identityMap: { suffix: 'IDENTITY_MAP', ...BOOLEAN },
};

/**
 * The settings that are in the environment, or in `.env`.
 * @param variable gives a variable by the end of its name
 * @throws AutodyneError `InvalidSettings`
 */
export function settingsOfTexts(variable: (suffix: string) => string | undefined): Partial<ModelSettings> {
  const found: Record<string, unknown> = {};
  for (const [key, { suffix, read, expected }] of Object.entries(SETTING_TEXTS)) {
    const value = variable(suffix);
    if (value === undefined || value === '') continue;
    const setting = read(value);
    if (setting === undefined) {
      throw new AutodyneError('InvalidSettings', `AUTODYNE_${suffix} is not ${expected}: "${value}"`, {
        details: { variable: `AUTODYNE_${suffix}` },
      });
    }
    found[key] = setting;
  }
  return found as Partial<ModelSettings>;
}
