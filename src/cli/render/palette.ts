import { Chalk, type ChalkInstance } from 'chalk';

/** Colors for a stream: only on a terminal, never with NO_COLOR or `--no-color`. */
export function palette(stream: { isTTY?: boolean }): ChalkInstance {
  const wanted = stream.isTTY === true && !process.env['NO_COLOR'] && !process.argv.includes('--no-color');
  return wanted ? new Chalk() : new Chalk({ level: 0 });
}
