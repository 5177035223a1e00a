import { type MinuteUnits, unitsLogLine } from '../lib/usage/own/log-lines.ts';

/**
 * A listener for `createClient({ onUnits: logUnits() })` that writes each minute's counts as one line, which
 * `autodyne usage --from FILE` adds up from the logs of all of an app's processes.
 * @param write takes a line without its line break; stdout unless told
 */
export function logUnits(
  write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): (units: MinuteUnits) => void {
  return (units) => write(unitsLogLine(units));
}
