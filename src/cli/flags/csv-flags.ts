import { Flags } from '@oclif/core';
import type { CsvWriting } from '../../lib/csv/csv-writer.ts';
import { AutodyneError } from '../../lib/errors/autodyne-error.ts';

/** The flags of commands that write CSV. */
export const csvOutputFlags = {
  nested: Flags.option({
    summary: 'maps in CSV: a column for each member (customer.name), or JSON in one cell (default columns)',
    options: ['columns', 'json'] as const,
  })(),
  bom: Flags.boolean({ summary: 'begin CSV with a byte order mark, which older versions of Excel require' }),
  'escape-formulas': Flags.boolean({
    summary: "write ' before strings in CSV that a spreadsheet would run as a formula (= + - @)",
  }),
};

export interface CsvOutputFlagValues {
  nested?: 'columns' | 'json' | undefined;
  bom?: boolean | undefined;
  'escape-formulas'?: boolean | undefined;
}

/**
 * The way in which CSV is to be written.
 * @param how what makes the command write CSV, for the message
 * @throws AutodyneError `InvalidUsage` for a flag without effect, where the output is not CSV
 */
export function csvWriting(flags: CsvOutputFlagValues, isCsv: boolean, how: string): CsvWriting {
  const [unused] = (['nested', 'bom', 'escape-formulas'] as const).filter((name) => flags[name]);
  if (!isCsv && unused !== undefined) {
    throw new AutodyneError('InvalidUsage', `--${unused} has an effect on CSV only`, {
      suggestions: [`to write CSV: ${how}`],
    });
  }
  return {
    nested: flags.nested ?? 'columns',
    escapesFormulas: flags['escape-formulas'] ?? false,
    hasByteOrderMark: flags.bom ?? false,
  };
}
