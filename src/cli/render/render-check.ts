import { CHECK_NAMES, type Check } from '../../lib/doctor/check.ts';
import { cleanText } from './clean-text.ts';
import { palette } from './palette.ts';

const NAME_WIDTH = Math.max(...CHECK_NAMES.map((name) => name.length));

/** One line for a check: how it stands, what was found, and what to do about it. */
export function renderCheck({ name, status, finding, fixes }: Check): string {
  const colors = palette(process.stdout);
  const marks = {
    ok: colors.green('ok     '),
    failed: colors.red('FAILED '),
    skipped: colors.dim('skipped'),
  };
  const texts = [finding, ...(fixes.length === 0 ? [] : [fixes.join('; ')])];
  const text = texts.map((part) => cleanText(part.replaceAll('\n', ' '))).join(` ${colors.dim('→')} `);
  return `${marks[status]}  ${name.padEnd(NAME_WIDTH)}  ${text}`;
}
