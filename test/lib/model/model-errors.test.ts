import { expect, test } from 'vitest';
import {
  AutodyneError,
  abort,
  DocumentNotValid,
  InvalidQuery,
  isAutodyneError,
  ModelError,
  PrecisionError,
  RecordNotDestroyed,
  RecordNotFound,
  RecordNotSaved,
  RecordNotUnique,
  Rollback,
  ScanProhibited,
  StaleObjectError,
} from '../../../src/model.ts';

const record = { id: '1' };
const current = { id: '1', name: 'as it is' };

test.each([
  ['RecordNotFound', RecordNotFound, 'RecordNotFound'],
  ['RecordNotUnique', RecordNotUnique, 'RecordNotUnique'],
  ['DocumentNotValid', DocumentNotValid, 'DocumentNotValid'],
  ['RecordNotSaved', RecordNotSaved, 'RecordNotSaved'],
  ['RecordNotDestroyed', RecordNotDestroyed, 'RecordNotDestroyed'],
  ['PrecisionError', PrecisionError, 'PrecisionError'],
  ['InvalidQuery', InvalidQuery, 'InvalidQuery'],
  ['ScanProhibited', ScanProhibited, 'ScanProhibited'],
] as const)('P7: %s is an error of models, known by its class and its code', (name, Class, code) => {
  const error = new Class('why', { record, current } as never);
  expect(error).toBeInstanceOf(Class);
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toBeInstanceOf(AutodyneError);
  expect(isAutodyneError(error, code)).toBe(true);
  expect([error.name, error.code, error.message]).toEqual([name, code, 'why']);
  expect([error.record, error.current]).toEqual([record, current]);
});

test('P7: StaleObjectError carries record and attempted action', () => {
  const error = new StaleObjectError('delete', 'why', { record, current });
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toMatchObject({ code: 'StaleObject', attemptedAction: 'delete', record, current });
});

test('P7: those of many carry all that were not written', () => {
  expect(new RecordNotUnique('why', { records: [record, current] }).records).toEqual([record, current]);
  expect(new DocumentNotValid('why', { record, messages: ['m'] })).toMatchObject({
    records: [record],
    messages: ['m'],
  });
});

test('P7: Rollback and abort() are no errors of a record', () => {
  expect(new Rollback()).not.toBeInstanceOf(AutodyneError);
  expect(new Rollback().name).toBe('Rollback');
  expect(() => abort()).toThrow(AutodyneError);
});
