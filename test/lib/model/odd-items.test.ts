import { describe, expect, test } from 'vitest';
import { defineModel, f } from '../../../src/model.ts';
import { useModelTable } from '../../helpers/model-table.ts';

const at = useModelTable();

class Song extends defineModel({
  name: 'Song',
  fields: {
    year: f.integer(),
    genres: f.set(f.string()),
    credits: f.array(f.string()),
    cover: f.binary(),
    info: f.raw(),
  },
}) {}

interface ScanResponse {
  Items: Record<string, unknown>[];
}

/** Puts other values in the place of those that the table has, in each response of Scan. */
function respondWith(values: Record<string, unknown>): void {
  at.faults.script = ({ operation }) =>
    operation === 'Scan'
      ? {
          change: (response) => {
            const page = response as ScanResponse;
            return { ...page, Items: page.Items.map((item) => ({ ...item, ...values })) };
          },
        }
      : undefined;
}

describe('a value that DynamoDB would never send is an error when it is read', () => {
  test.each<[keyof Song & string, unknown]>([
    ['genres', { SS: 5 }],
    ['genres', { SS: { x: 1 } }],
    ['credits', { L: 'x' }],
    ['credits', { L: [null] }],
    ['cover', { B: null }],
    ['info', { M: null }],
    ['info', { M: { a: { L: [{ N: 5 }] } } }],
  ])('%s: %j', async (name, value) => {
    await Song.create({ year: 1990 });
    respondWith({ [name]: value });
    const [song] = await Song.all().all();
    expect(song?.year).toBe(1990);
    expect(() => song?.[name]).toThrow(
      expect.objectContaining({
        code: 'Unreachable',
        message: `the response of the read is not a valid DynamoDB response: "${name}" is not an attribute value`,
      }),
    );
  });
});
