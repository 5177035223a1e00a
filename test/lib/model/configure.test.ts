import { describe, expect, test } from 'vitest';
import { configure, defineModel, f } from '../../../src/model.ts';
import { useOwnSettings } from './stored.ts';

useOwnSettings();

describe('settings', () => {
  test('a setting that is not there', () => {
    expect(() => configure({ warnOnScans: true } as never)).toThrow('configure has no setting "warnOnScans"');
  });

  test('N batchSize: above 100 is refused', () => {
    expect(() => configure({ batchSize: 101 })).toThrow('batchSize is not a whole number from 1 to 100: 101');
  });

  test('N timestamps: off, they are there as fields, and nobody keeps them', () => {
    configure({ timestamps: false });
    class Untimed extends defineModel({ name: 'Untimed', fields: { a: f.string() } }) {}
    expect(new Untimed().createdAt).toBe(null);
  });
});
