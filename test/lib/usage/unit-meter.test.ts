import { expect, test } from 'vitest';
import { UnitMeter } from '../../../src/lib/usage/unit-meter.ts';

test('reads and writes are summed over responses, table and each index', () => {
  const meter = new UnitMeter();
  expect(meter.hasUnits).toBe(false);
  meter.addRead(undefined);
  expect(meter.hasUnits).toBe(false);
  meter.addRead({ CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } });
  meter.addRead([{ CapacityUnits: 2, GlobalSecondaryIndexes: { 'by-artist': { CapacityUnits: 2 } } }]);
  meter.addWrite({
    CapacityUnits: 6,
    Table: { CapacityUnits: 1 },
    GlobalSecondaryIndexes: { 'by-artist': { CapacityUnits: 2 } },
    LocalSecondaryIndexes: { 'by-year': { CapacityUnits: 3 } },
  });
  expect(meter.hasUnits).toBe(true);
  expect(meter.total()).toEqual({
    read: 2.5,
    write: 6,
    request: 32.5,
    table: { read: 0.5, write: 1 },
    indexes: { 'by-artist': { read: 2, write: 2 }, 'by-year': { read: 0, write: 3 } },
  });
});

test('a response that gives only the sum counts for the table', () => {
  const meter = new UnitMeter();
  meter.addWrite([{ CapacityUnits: 3 }, { CapacityUnits: 1 }]);
  expect(meter.total()).toMatchObject({ write: 4, request: 20, table: { write: 4 }, indexes: {} });
});

test('nothing consumed is nothing', () => {
  expect(new UnitMeter().total()).toEqual({
    read: 0,
    write: 0,
    request: 0,
    table: { read: 0, write: 0 },
    indexes: {},
  });
});
