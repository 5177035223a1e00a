import { expect, test } from 'vitest';
import { stateOf } from '../../../src/lib/model/record/record-core.ts';
import { configure, defineModel, f } from '../../../src/model.ts';
import { loaded, useOwnSettings } from './stored.ts';

useOwnSettings();

class All extends defineModel({
  name: 'All',
  fields: {
    string: f.string(),
    number: f.number(),
    boolean: f.boolean(),
    set: f.set(f.integer()),
    map: f.map(),
    raw: f.raw(),
    array: f.array(),
    binary: f.binary(),
  },
}) {}

const item = {
  id: { S: '1' },
  string: { S: '' },
  number: { N: '1.50' },
  boolean: { BOOL: false },
  set: { NS: ['1', '2.0'] },
  map: { M: { a: { M: {} }, __proto__: { S: 'x' } } },
  raw: { SS: ['a'] },
  array: { L: [{ NULL: true as const }] },
  binary: { B: new Uint8Array() },
  legacy: { L: [] },
};

test('C1: a record gives its item back as it came, unknown attributes and digits too', () => {
  expect(stateOf(loaded(All, item)).stored).toEqual(item);
});

test('attributes of another type than their field are given back as they came', () => {
  const odd = {
    id: { S: '1' },
    string: { N: '1' },
    number: { S: 'x' },
    boolean: { NULL: true as const },
    set: { SS: ['a'] },
    map: { S: 'x' },
  };
  expect(stateOf(loaded(All, odd)).stored).toEqual(odd);
});

test.each([
  ['its own', 'All'],
  ['that of another model', 'Other'],
])('_model of the shared table: %s', (_what, name) => {
  configure({ tableName: 'app-table' });
  const shared = { id: { S: '1' }, _model: { S: name } };
  expect(stateOf(loaded(All, shared)).stored).toEqual(shared);
});

test('what is given back is a new item: changing it changes no record', () => {
  const record = loaded(All, item);
  const state = stateOf(record);
  delete state.stored?.['string'];
  expect(state.stored).toEqual(item);
});
