import { afterAll, afterEach, beforeEach } from 'vitest';
import type { AttributeValue } from '../../../src/lib/items/values/attribute-value.ts';
import { allDefinitions, forgetDefinitions } from '../../../src/lib/model/definition/registry.ts';
import { hydrate } from '../../../src/lib/model/record/hydrate.ts';
import { usedModel } from '../../../src/lib/model/record/prepare-class.ts';
import { stateOf } from '../../../src/lib/model/record/record-core.ts';
import { itemOfRecord } from '../../../src/lib/model/record/record-life.ts';
import { configure } from '../../../src/model.ts';

type RecordClass = Parameters<typeof usedModel>[0];

/** The whole item of a record. */
export function stored(record: object): Record<string, AttributeValue> {
  return { ...itemOfRecord(stateOf(record)) };
}

/** A record of an item as the table has it. */
export function loaded<C extends abstract new (...args: never) => object>(
  recordClass: C,
  item: Record<string, AttributeValue>,
): InstanceType<C> {
  return hydrate(usedModel(recordClass as unknown as RecordClass), item) as InstanceType<C>;
}

/** No setting of this machine, and no setting or model of the test, or file, before: called before models are defined. */
export function useOwnSettings(): void {
  const reset = (): void => {
    configure({
      envFile: false,
      client: undefined,
      ...Object.fromEntries(SETTINGS.map((name) => [name, undefined])),
    });
  };
  // Files that are done may have left theirs.
  forgetDefinitions(0);
  let ofFile = 0;
  beforeEach(() => {
    reset();
    ofFile = allDefinitions().length;
  });
  afterEach(() => {
    reset();
    forgetDefinitions(ofFile);
  });
  afterAll(() => forgetDefinitions(0));
}

const SETTINGS = [
  'applicationTimezone',
  'dynamodbTimezone',
  'storeDatetimeAsString',
  'storeDateAsString',
  'storeBooleanAsNative',
  'storeBinaryAsNative',
  'storeAttributeWithNullValue',
  'storeEmptyStringAsNull',
  'convertBigDecimal',
  'naming',
  'namespace',
  'tableName',
  'rubyCompatible',
  'timestamps',
  'logger',
  'logLevel',
  'backoff',
];
