import { AutodyneError } from '../../errors/autodyne-error.ts';

interface FileFacts {
  itemCount: number;
  /** Singular, as in "request of BatchWriteItem". */
  readAs: Set<string>;
  /** The member of the last page that shows that there is more; `undefined` when none does. */
  lastPageMore: string | undefined;
  /** Responses that left keys unread. */
  hasUnprocessedKeys: boolean;
}

/**
 * Collects facts about the files of one source while their items are read: incomplete pages, the kinds of envelope, the
 * names of tables. One instance is for all files of a source, and a file that is read again counts once.
 */
export class SourceFindings {
  /** The table whose items are wanted, where the source has those of several. */
  readonly sourceTable: string | undefined;
  readonly #files = new Map<string, FileFacts>();
  readonly #tables = new Set<string>();

  constructor(sourceTable?: string) {
    this.sourceTable = sourceTable;
  }

  /** Begins a file, or begins it again. */
  begin(file: string): FileFacts {
    const facts = {
      itemCount: 0,
      readAs: new Set<string>(),
      lastPageMore: undefined,
      hasUnprocessedKeys: false,
    };
    this.#files.set(file, facts);
    return facts;
  }

  /**
   * Decides by the chosen source table; without a choice all items must be of one table.
   * @param table its name or ARN; `undefined` when the source does not name it
   * @throws AutodyneError `InvalidInput` for items of a second table when none was chosen, or for items without a table
   *   when one was
   */
  wants(table: string | undefined, file: string): boolean {
    const { sourceTable } = this;
    if (table === undefined) {
      if (sourceTable === undefined) return true;
      throw new AutodyneError('InvalidInput', `${file} does not say which table its items belong to`, {
        suggestions: ['omit --source-table'],
        details: { file },
      });
    }
    const name = table.slice(table.lastIndexOf('/') + 1);
    this.#tables.add(name);
    if (sourceTable !== undefined) return name === sourceTable || table === sourceTable;
    if (this.#tables.size === 1) return true;
    const tables = [...this.#tables];
    const names = tables.map((each) => JSON.stringify(each)).join(' and ');
    throw new AutodyneError('InvalidInput', `${file}: it contains items of several tables: ${names}`, {
      suggestions: tables.map((each) => `choose one: --source-table ${each}`),
      details: { file, tables },
    });
  }

  /**
   * To be called when everything is read: refuses a chosen table that no file has.
   * @throws AutodyneError `InvalidInput`
   */
  checkChoice(): void {
    const file = [...this.#files.keys()].join(', ');
    const { sourceTable } = this;
    const tables = [...this.#tables];
    if (sourceTable === undefined || this.#tables.size === 0) return;
    if (tables.includes(sourceTable.slice(sourceTable.lastIndexOf('/') + 1))) return;
    throw new AutodyneError('InvalidInput', `${file} has no items of a table "${sourceTable}"`, {
      suggestions: tables.map((each) => `to use its items: --source-table ${each}`),
      details: { file, tables },
    });
  }

  /** Notes for the person: formats that were recognised, files that contain no items, files that are incomplete. */
  notes(): string[] {
    const notes: string[] = [];
    const files = [...this.#files];
    for (const [name, { readAs }] of files) {
      if (readAs.size > 0) notes.push(`${name}: read as ${[...readAs].join(', ')}`);
    }
    const ofTable = this.sourceTable === undefined ? '' : ` of table "${this.sourceTable}"`;
    for (const [name, { itemCount }] of files) {
      if (itemCount === 0) notes.push(`${name} contains no items${ofTable}`);
    }
    files.forEach(([name, { lastPageMore, hasUnprocessedKeys }], index) => {
      if (hasUnprocessedKeys)
        notes.push(`${name} is incomplete: UnprocessedKeys lists keys that were not read`);
      if (lastPageMore === undefined) return;
      const next = files[index + 1]?.[0];
      const more = `its last page has ${lastPageMore}, so its source has more items`;
      notes.push(
        next === undefined
          ? `${name} is incomplete: ${more}`
          : `${name}: ${more}; ${next} is treated as the next page`,
      );
    });
    return notes;
  }

  /** The source has more items than these files: the last page, or an unprocessed key, says so. */
  get hasMore(): boolean {
    const files = [...this.#files.values()];
    return files.at(-1)?.lastPageMore !== undefined || files.some((file) => file.hasUnprocessedKeys);
  }
}
