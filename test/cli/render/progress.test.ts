import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Progress, type ProgressFacts, progressBar, progressLine } from '../../../src/cli/render/progress.ts';
import { durationText } from '../../../src/lib/errors/duration-text.ts';

describe('one line of figures', () => {
  const facts = { itemCount: 1500, sizeBytes: 3_000_000, units: 375.5, totalItems: 6000 };

  test.each<[ProgressFacts, string]>([
    [facts, 'dumping: 1,500 items  3.0 MB  1.0 MB/s  375.5 units  25 %, 9 s left'],
    [{ itemCount: 1 }, 'dumping: 1 item'],
    [{ itemCount: 0, totalItems: 10 }, 'dumping: 0 items'],
    [{ itemCount: 10, totalItems: 0 }, 'dumping: 10 items'],
    // More than the description said.
    [{ itemCount: 12, totalItems: 10 }, 'dumping: 12 items  100 %'],
  ])('%j', (given, expected) => expect(progressLine('dumping', given, 3000)).toBe(expected));

  test.each<[ProgressFacts, number, string]>([
    [facts, 80, '[======                  ]  '],
    [facts, 20, '[====            ]  '],
    [facts, 10, '[==    ]  '],
    [facts, 9, ''],
    [facts, -20, ''],
    [{ itemCount: 12, totalItems: 10 }, 80, '[========================]  '],
    [{ itemCount: 0, totalItems: 10 }, 80, ''],
    [{ itemCount: 1, totalItems: 0 }, 80, ''],
    [{ itemCount: 1 }, 80, ''],
  ])('the bar of %j in %i columns', (given, room, expected) => {
    expect(progressBar(given, room)).toBe(expected);
  });

  test.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [61, '1 min 1 s'],
    [120, '2 min'],
    [3600, '1 h'],
    [7_300, '2 h 1 min'],
  ])('%d seconds: %s', (seconds, expected) => expect(durationText(seconds)).toBe(expected));
});

describe.each([true, false])('progress over time, on a terminal: %s', (isTerminal) => {
  let written = '';
  const original = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
  beforeEach(() => {
    written = '';
    vi.useFakeTimers();
    Object.defineProperty(process.stderr, 'isTTY', { configurable: true, value: isTerminal });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    if (original === undefined) Reflect.deleteProperty(process.stderr, 'isTTY');
    else Object.defineProperty(process.stderr, 'isTTY', original);
  });

  /** Half a minute of work, updated ten times a second. */
  function halfAMinute(): Progress {
    const progress = new Progress('dumping');
    for (let tenth = 1; tenth <= 300; tenth += 1) {
      vi.advanceTimersByTime(100);
      progress.update({ itemCount: tenth, totalItems: 300 });
    }
    return progress;
  }

  test('is drawn', () => {
    halfAMinute().end();
    if (isTerminal) {
      const lines = written.split('\r\u001b[K');
      // The bar leaves no trace.
      expect(lines).toHaveLength(302);
      expect(lines[150]).toBe('[============            ]  dumping: 150 items  50 %, 15 s left');
      expect(lines.at(-1)).toBe('');
      expect(written).not.toContain('\n');
    } else {
      expect(written).toBe(
        'dumping: 100 items  33 %, 20 s left\ndumping: 200 items  66 %, 10 s left\ndumping: 300 items  100 %\n',
      );
    }
  });

  test('says how often it was throttled', () => {
    const progress = new Progress('dumping');
    progress.throttled();
    progress.throttled();
    vi.advanceTimersByTime(10_000);
    progress.update({ itemCount: 7 });
    if (isTerminal) expect(written).toBe('\r\u001b[Kdumping: 7 items  throttled 2x, slowing down');
    else {
      expect(written).toBe(
        'dumping: throttled, slowing down\ndumping: 7 items  throttled 2x, slowing down\n',
      );
    }
  });

  test('of phases shows each phase, with the time it took', () => {
    const progress = new Progress();
    progress.phase('by-artist: allocating', 0);
    progress.phase('by-artist: allocating', 5_000);
    progress.phase('by-artist: active', 67_000);
    progress.keep();
    if (isTerminal) {
      const drawn = ['allocating, 0 s', 'allocating, 5 s', 'active, 1 min 7 s'];
      expect(written).toBe(`${drawn.map((line) => `\r\u001b[Kby-artist: ${line}`).join('')}\n`);
    } else expect(written).toBe('by-artist: allocating, 0 s\nby-artist: active, 1 min 7 s\n');
  });

  test('of a moment is none', () => {
    const progress = new Progress('dumping');
    progress.update({ itemCount: 7 });
    progress.end();
    expect(written).toBe('');
  });
});
