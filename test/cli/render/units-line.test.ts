import { expect, test } from 'vitest';
import { unitsLine } from '../../../src/cli/render/units-line.ts';

const none = { read: 0, write: 0 };

test.each([
  [
    { read: 0.5, write: 0, request: 0.5, table: { read: 0.5, write: 0 }, indexes: {} },
    'units: 0.5 read, 0 write (0.5 request units)',
  ],
  [
    {
      read: 0,
      write: 3,
      request: 15,
      table: { read: 0, write: 1 },
      indexes: { 'by-artist': { read: 0, write: 2 }, idle: none },
    },
    'units: 0 read, 3 write (15 request units): table 1, index by-artist 2, index idle 0',
  ],
  [
    { read: 0.1 + 0.2, write: 0, request: 0.1 + 0.2, table: none, indexes: {} },
    'units: 0.3 read, 0 write (0.3 request units)',
  ],
])('%j', (units, line) => {
  expect(unitsLine(units)).toBe(line);
});
