import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/command/base-command.ts';
import {
  assertNoCsvFlag,
  type CsvInputFlagValues,
  csvReading,
  csvTypeFlags,
  stringsNote,
} from '../../cli/flags/csv-input.ts';
import type { CommonFlagValues } from '../../cli/flags/flags.ts';
import { cleanText } from '../../cli/render/clean-text.ts';
import { comparisonNotes } from '../../cli/render/notes/comparison-notes.ts';
import { differenceLines } from '../../cli/render/notes/difference-lines.ts';
import { sourceNotes } from '../../cli/render/notes/source-notes.ts';
import { writeStderr } from '../../cli/render/output.ts';
import type { DumpDiffResult } from '../../cli/results/dump-results.ts';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import { countOf, countText } from '../../lib/errors/count-text.ts';
import { keyRoles, type TableSchema, tableSchema } from '../../lib/items/keys/key-schema.ts';
import { loadTableSchema } from '../../lib/items/read/describe-table.ts';
import { isCsvName } from '../../lib/sources/csv-name.ts';
import { type ItemSource, openSource } from '../../lib/sources/open-source.ts';
import { UnitLimiter } from '../../lib/usage/unit-limiter.ts';
import type { Difference } from '../../lib/verify/compare-items.ts';
import { diffDump, type ItemBatches } from '../../lib/verify/diff-dump.ts';
import { locatedScanItems } from '../../lib/verify/scan-items.ts';

const MARKS = { 'only in the first': '-', 'only in the second': '+', changed: '~' } as const;
const MOST_DIFFERENCES = 1000;
const IN_DUMP_AND_TABLE = ['in dump', 'in table'] as const;
const IN_FILE_AND_TABLE = ['in file', 'in table'] as const;
const IN_FIRST_AND_SECOND = ['in the first', 'in the second'] as const;

export default class DumpDiff extends BaseCommand {
  static override summary = 'compare a dump with the table, or with another dump';
  static override description =
    "Prints a line for each key: - only in DIR, + only in the table (or DIR2), ~ in both but different, and under it each attribute that differs, with its value on both sides. --summary prints only the counts. Without DIR2, the table is scanned, which consumes read units. Files of CSV have the types of the table's keys and of --columns (docs/spreadsheets.md). Exit code 8: they differ; 3: some items cannot be compared, because they have no key of the table.";
  static override examples = [
    '<%= config.bin %> dump diff dumps/music-20260102T030405Z',
    '<%= config.bin %> dump diff dumps/monday dumps/tuesday --summary',
    '<%= config.bin %> dump diff items.csv --columns artist:S,title:S,year:N',
  ];
  static override args = {
    dir: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'dump of autodyne or another tool',
    }),
    dir2: Args.string({ ignoreStdin: true, description: 'another dump (default: the live table)' }),
  };
  static override flags = {
    summary: Flags.boolean({ summary: 'print only how many items differ' }),
    consistent: Flags.boolean({ summary: 'scan the table with strongly consistent reads' }),
    'max-read-units': Flags.integer({ summary: 'maximum read units per second', helpValue: 'N', min: 1 }),
    ...csvTypeFlags,
  };

  async run(): Promise<DumpDiffResult> {
    const { args, flags } = await this.parse(DumpDiff);
    const paths = [args.dir, ...(args.dir2 === undefined ? [] : [args.dir2])];
    const isCsv = paths.some(isCsvName);
    if (!isCsv) assertNoCsvFlag(flags, 'to compare CSV, name a file that ends with .csv or .tsv');
    const opened = await openSide(args.dir);
    const other = args.dir2 === undefined ? await this.#table(flags) : await dump(args.dir2);
    const second = 'files' in other.batches ? other.batches : undefined;
    const schema = isCsv ? (other.schema ?? (await this.#schemaOf([opened, second], flags))) : undefined;
    const first = await this.#typed(opened, schema, flags);
    const batches = second === undefined ? other.batches : await this.#typed(second, schema, flags);
    const { name } = other;
    const key = (schema ?? other.schema)?.key;
    for (const source of [first, batches]) if ('files' in source) sourceNotes(source).forEach(writeStderr);
    const differences: Difference[] = [];
    const isListing = !flags.summary && !this.jsonEnabled();
    const ofTable = isCsv ? IN_FILE_AND_TABLE : IN_DUMP_AND_TABLE;
    const sides = args.dir2 === undefined ? ofTable : IN_FIRST_AND_SECOND;
    const comparison = await diffDump(first, batches, {
      key,
      ...(isListing && { kept: 'both' as const }),
      onDifference: async (difference, items) => {
        if (differences.length < MOST_DIFFERENCES) differences.push(difference);
        if (!isListing) return;
        await this.print(cleanText(`${MARKS[difference.kind]} ${difference.key}`));
        if (difference.kind !== 'changed') return;
        for (const line of differenceLines(items.first() ?? {}, items.second() ?? {}, sides))
          await this.print(cleanText(line));
      },
    });
    const { onlyFirst, onlySecond, changed } = comparison;
    const count = onlyFirst + onlySecond + changed;
    this.note(
      `${first.name}: ${countOf(comparison.firstItemCount, 'item')}; ${name}: ${countOf(comparison.secondItemCount, 'item')}`,
    );
    this.note(
      count === 0
        ? 'no difference'
        : `${countText(onlyFirst)} only in the first, ${countText(onlySecond)} only in the second, ${countText(changed)} changed`,
    );
    for (const line of comparisonNotes(comparison, first.name, name)) this.note(line);
    if (count > 0) process.exitCode = EXIT_CODES.CheckFailed;
    if (comparison.uncomparedCount > 0) process.exitCode = EXIT_CODES.Incomplete;
    return { first: first.name, second: name, ...comparison, differences };
  }

  async #table(
    flags: CommonFlagValues & { consistent: boolean; 'max-read-units'?: number | undefined },
  ): Promise<OtherSide> {
    const { client, settings } = await this.connect(flags);
    const schema = await loadTableSchema(client, settings.tableName);
    const rate = flags['max-read-units'];
    const limiter = rate === undefined ? undefined : new UnitLimiter(rate);
    const batches = locatedScanItems(client, settings.tableName, { isConsistent: flags.consistent, limiter });
    return { name: `table ${settings.tableName}`, batches, schema };
  }

  /** The schema of a dump, else of the table: CSV has no keys. */
  async #schemaOf(
    sources: readonly (ItemSource | undefined)[],
    flags: CommonFlagValues,
  ): Promise<TableSchema> {
    const table = sources.find((source) => source?.table !== undefined)?.table;
    if (table !== undefined) return tableSchema(table);
    const { client, settings } = await this.connect(flags);
    return loadTableSchema(client, settings.tableName);
  }

  /** A source, as CSV if its name says so. */
  async #typed(
    source: ItemSource,
    schema: TableSchema | undefined,
    flags: CsvInputFlagValues,
  ): Promise<ItemSource> {
    if (schema === undefined || !isCsvName(source.name)) return source;
    const { csvSource } = await import('../../lib/sources/csv-source.ts');
    const reading = csvReading(flags, keyRoles(schema), ['dump', 'diff', ...this.argv], false);
    const found = await csvSource(source, reading);
    if (found.strings.length > 0) this.note(stringsNote(source.name, found.strings));
    return found.source;
  }
}

interface OtherSide {
  name: string;
  batches: ItemSource | ItemBatches;
  schema?: TableSchema;
}

/** The types of CSV are found before its items are read. */
function openSide(path: string): Promise<ItemSource> {
  return openSource(path, { isReadAgain: isCsvName(path) });
}

async function dump(path: string): Promise<OtherSide> {
  const source = await openSide(path);
  return { name: source.name, batches: source };
}
