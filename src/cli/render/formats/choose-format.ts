import type { FormatName, FormatOptions, ItemFormat } from './item-format.ts';
import { LinesFormat } from './lines-format.ts';
import { TableFormat } from './table-format.ts';

/** The code of CSV is loaded when it is needed. */
export async function itemFormat(name: FormatName, options: FormatOptions): Promise<ItemFormat> {
  switch (name) {
    case 'table':
      return new TableFormat(options);
    case 'csv': {
      const { CsvFormat } = await import('./csv-format.ts');
      return new CsvFormat(options);
    }
    case 'typed':
    case 'plain':
      return new LinesFormat(name, options.keyNames);
  }
}
