import { type MinuteUnits, unitsLogLine } from '../lib/usage/own/log-lines.ts';

/**
 * A listener for `createClient({ onUnits: logUnits() })`. It writes the counts of each minute as one line;
 * `autodyne usage --from FILE` adds up these lines from the logs of all processes of an app.
 * @param write gets a line without a line break; by default, it is written to stdout
 */
export function logUnits(
  write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): (units: MinuteUnits) => void {
  return (units) => write(unitsLogLine(units));
}
