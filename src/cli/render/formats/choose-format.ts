import { CsvFormat } from './csv-format.ts';
import type { FormatName, FormatOptions, ItemFormat } from './item-format.ts';
import { LinesFormat } from './lines-format.ts';
import { TableFormat } from './table-format.ts';

export function itemFormat(name: FormatName, options: FormatOptions): ItemFormat {
  switch (name) {
    case 'table':
      return new TableFormat(options);
    case 'csv':
      return new CsvFormat(options);
    case 'typed':
    case 'plain':
      return new LinesFormat(name, options.keyNames);
  }
}
