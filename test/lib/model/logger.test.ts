import { describe, expect, test } from 'vitest';
import { waitOf } from '../../../src/lib/model/config/backoff.ts';
import { log } from '../../../src/lib/model/config/configure.ts';
import { operationLine } from '../../../src/lib/model/config/logger.ts';
import { configure } from '../../../src/model.ts';
import { useOwnSettings } from './stored.ts';

useOwnSettings();

describe('logger', () => {
  const lines: string[] = [];
  const logger = {
    debug: (text: string) => lines.push(`debug ${text}`),
    info: (text: string) => lines.push(`info ${text}`),
    warn: (text: string) => lines.push(`warn ${text}`),
  };

  test('N logger, N logLevel: it is told what its level lets through; what it has no method for is not told', () => {
    configure({ logger, logLevel: 'info' });
    log('debug', 'a');
    log('info', 'b');
    log('warn', 'c');
    log('error', 'd');
    expect(lines.splice(0)).toEqual(['info b', 'warn c']);
    configure({ logLevel: 'debug' });
    log('debug', 'e');
    expect(lines.splice(0)).toEqual(['debug e']);
    configure({ logger: false });
    log('warn', 'f');
    expect(lines).toEqual([]);
  });

  test('P6, N logFormat: a request is one line, without a value of an item', () => {
    const line = { operation: 'GetItem', durationMs: 12.34, outcome: 'ok', requestId: 'ABC' };
    expect(operationLine(line, 'compact')).toBe('(12.3 ms) GetItem');
    expect(operationLine({ ...line, outcome: 'ThrottlingException' }, 'compact')).toBe(
      '(12.3 ms) GetItem - ThrottlingException',
    );
    expect(operationLine(line, 'debug')).toBe('(12.3 ms) GetItem - request ABC');
    expect(operationLine(line, ({ operation }) => `did ${operation}`)).toBe('did GetItem');
  });
});

describe('P1: backoff', () => {
  /** The waits of some attempts, in fifths of a second. */
  async function waits(
    backoff: Parameters<typeof waitOf>[0],
    attempts: readonly number[],
  ): Promise<number[]> {
    const wait = waitOf(backoff);
    const found: number[] = [];
    for (const attempt of attempts) {
      const startedAt = performance.now();
      await wait?.(attempt);
      found.push(Math.round((performance.now() - startedAt) / 200));
    }
    return found;
  }

  test('none is what batches do by themselves', () => {
    expect(waitOf(undefined)).toBe(undefined);
  });

  test('P1: constant waits as long each time', async () => {
    expect(await waits({ constant: 0.2 }, [1, 2])).toEqual([1, 1]);
  });

  test('P1: exponential doubles up to its ceiling, and begins anew once something was taken', async () => {
    const backoff = { exponential: { baseBackoff: 0.2, ceiling: 2 } };
    expect(await waits(backoff, [1, 2, 3, 1])).toEqual([1, 2, 2, 1]);
  });

  test('a strategy that is none', () => {
    expect(() => waitOf('linear')).toThrow('"linear" is not a backoff strategy');
  });
});
