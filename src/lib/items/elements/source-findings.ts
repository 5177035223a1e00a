import { AutodyneError } from '../../errors/autodyne-error.ts';

/** What one file turned out to be. */
interface FileFacts {
  itemCount: number;
  /** Singular, as in "request of BatchWriteItem". */
  readAs: Set<string>;
  /** The member of the last page that says that there is more; `undefined` when none does. */
  lastPageMore: string | undefined;
  /** Responses that left keys unread. */
  hasUnprocessedKeys: boolean;
}

/**
 * What was found beside the items while files were read: whether there are more items than these where they came
 * from, what they were in, and of which tables they are. One is for all files of a source, and a file that is read
 * again counts once.
 */
export class SourceFindings {
  /** The table whose items are wanted, where the source has those of several. */
  readonly sourceTable: string | undefined;
  readonly #files = new Map<string, FileFacts>();
  readonly #tables = new Set<string>();

  constructor(sourceTable?: string) {
    this.sourceTable = sourceTable;
  }

  /** Begins with a file, or begins with it once more. */
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
   * Whether items of this table are wanted.
   * @param table its name or ARN; `undefined` when the source does not tell
   * @throws AutodyneError `InvalidInput` when it is a second one and none was chosen, or none is told and one was
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
   * Says, once all is read, that what was chosen is not there.
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

  /** What a person must know: that files hold nothing, or a part only. */
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

  /** Whether there are more items where these came from. */
  get hasMore(): boolean {
    const files = [...this.#files.values()];
    return files.at(-1)?.lastPageMore !== undefined || files.some((file) => file.hasUnprocessedKeys);
  }
}
