import { describe, expect, test } from 'vitest';
import { AutodyneError, isAutodyneError } from '../../../src/lib/errors/autodyne-error.ts';

/** The class as the package has it: another copy than the sources'. */
const built = new URL('../../../dist/lib/errors/autodyne-error.js', import.meta.url).href;

describe('an error of autodyne', () => {
  test('is known when another copy of the class made it', async () => {
    const other = (await import(built)) as { AutodyneError: typeof AutodyneError };
    const error = new other.AutodyneError('Incomplete', 'stopped', { details: { written: 3 } });
    expect(error).not.toBeInstanceOf(AutodyneError);
    expect(isAutodyneError(error)).toBe(true);
    expect(isAutodyneError(error, 'Incomplete') && error.details.written).toBe(3);
    expect(isAutodyneError(error, 'Throttled')).toBe(false);
  });

  test('is not what only looks like one', () => {
    const likeness = Object.assign(new Error('stopped'), { name: 'AutodyneError', code: 'Incomplete' });
    for (const value of [likeness, Object.create(new AutodyneError('Incomplete', 'x')), null, 'Incomplete'])
      expect(isAutodyneError(value)).toBe(false);
  });

  test('has a mark that nobody prints', () => {
    const error = new AutodyneError('Throttled', 'later');
    expect(Object.keys(error)).toEqual(['code', 'exitCode', 'suggestions', 'details', 'name']);
  });
});
