import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Watermark } from '../../../../src/lib/restore/requests/watermark.ts';

test('knows what is done, in whatever order it was, also after it was stored', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30_000), { maxLength: 400 }), fc.nat(20_000), (indexes, prefix) => {
      let mark = new Watermark();
      const done = new Set<number>();
      const finish = (index: number): void => {
        mark.done(index);
        done.add(index);
      };
      for (const [count, index] of indexes.entries()) {
        finish(index);
        if (count === 200) for (let each = 0; each < prefix; each += 1) finish(each);
        if (count % 50 === 0) mark = new Watermark(JSON.parse(JSON.stringify(mark.state)));
      }
      const { doneCount, ahead } = mark.state;
      const firstLeft = [...Array(30_002).keys()].find((index) => !done.has(index));
      expect(doneCount).toBe(firstLeft);
      expect(ahead).toEqual([...done].filter((index) => index > doneCount).sort((a, b) => a - b));
      for (const index of [...indexes, ...indexes.map((each) => each + 1), 0, 40_000]) {
        expect(mark.isDone(index)).toBe(done.has(index));
      }
    }),
    { seed: 7, numRuns: 40 },
  );
});
