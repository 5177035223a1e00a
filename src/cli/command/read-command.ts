import { PageMemory } from '../../lib/bulk/page-memory.ts';
import { endpointUrlOf } from '../../lib/client/client-options.ts';
import { EXIT_CODES } from '../../lib/errors/autodyne-error.ts';
import {
  type KeyAttribute,
  type KeyRoles,
  keyAttributesOf,
  keyRoles,
  type TableSchema,
  tableSchema,
} from '../../lib/items/keys/key-schema.ts';
import { planWithoutKey } from '../../lib/items/planner/plan-query.ts';
import type { PagedPlan, ReadPlan, ReadRequest } from '../../lib/items/planner/read-request.ts';
import { bytePages, isPrintedAsItCame } from '../../lib/items/read/byte-pages.ts';
import { describeTable } from '../../lib/items/read/describe-table.ts';
import { itemPages } from '../../lib/items/read/item-pages.ts';
import { type Looked, lookIntoNothing, mayShowSlip } from '../../lib/items/read/look-into-nothing.ts';
import type { ReadLimits } from '../../lib/items/read/read-limits.ts';
import { type Page, type PageFacts, type PageSource, readPages } from '../../lib/items/read/read-pages.ts';
import { scanSegments } from '../../lib/items/read/scan-segments.ts';
import { getAttribute } from '../../lib/items/values/attribute-value.ts';
import { meteredSource } from '../../lib/usage/metered-source.ts';
import type { UnitEstimate } from '../flags/budget-flags.ts';
import { csvWriting } from '../flags/csv-flags.ts';
import type { CommonFlagValues } from '../flags/flags.ts';
import {
  expressionArgs,
  type ReadFlagValues,
  readLimits,
  readRequest,
  type ShownFlagValues,
  shownColumns,
} from '../flags/read-flags.ts';
import { withTableFlags } from '../flags/typed-command.ts';
import { typedWay } from '../flags/typed-ways.ts';
import { itemFormat } from '../render/formats/choose-format.ts';
import { type ItemFormat, MAX_HELD_ITEMS, SCREEN_ITEMS } from '../render/formats/item-format.ts';
import {
  collectPages,
  countPages,
  printBytePages,
  printPages,
  type Shown,
} from '../render/formats/show-pages.ts';
import { dearScanNotes } from '../render/notes/dear-scan-notes.ts';
import { lookedNotes, NOTHING_HINT } from '../render/notes/nothing-notes.ts';
import {
  capNote,
  interruptedNote,
  ScanNote,
  screenNote,
  startAfter,
  stopNote,
  textNotes,
} from '../render/notes/read-notes.ts';
import { sourceNotes } from '../render/notes/source-notes.ts';
import { writeStdout } from '../render/output.ts';
import type { ReadResult } from '../results/item-results.ts';
import type { Explanation } from '../results/request-results.ts';
import { lineSession } from '../system/line-session.ts';
import { terminalWidth } from '../system/terminal-width.ts';
import { BaseCommand } from './base-command.ts';
import { estimatedRead, explainedRead, measuredCost } from './explain-read.ts';
import { showUntilStopped, untilInterrupted } from './interrupted-read.ts';

export interface Reading {
  args: readonly string[];
  flags: ReadFlagValues & CommonFlagValues & { segments?: number | undefined };
  plan(schema: TableSchema, request: ReadRequest): ReadPlan;
}

/** The base of `query`, `scan` and `sql`: plans the read, reads page by page, prints items as pages arrive, notes on stderr. */
export abstract class ReadCommand extends BaseCommand {
  protected async read(reading: Reading): Promise<ReadResult | Explanation | UnitEstimate> {
    const { from } = reading.flags;
    return from === undefined ? this.#readTable(reading) : this.#readDump(reading, from);
  }

  async #readTable({
    args,
    flags,
    plan: makePlan,
  }: Reading): Promise<ReadResult | Explanation | UnitEstimate> {
    const { client, retry, settings } = await this.connect(flags);
    const table = await describeTable(client, settings.tableName);
    const schema = tableSchema(table);
    const keys = keyRoles(schema);
    const request = readRequest(args, flags, keys);
    const plan = makePlan(schema, request);
    const format = await this.formatOf(flags, schema);
    const limits = this.limitsOf(flags, format);
    const scanNote = new ScanNote(plan, table, limits);
    for (const note of textNotes(request.conditions, keys, flags)) this.note(note);
    if (flags.explain) {
      const isMeasured = scanNote.isUnknown && flags['max-units'] === undefined;
      const cost = isMeasured ? await measuredCost(client, plan, table, limits, this.meter) : scanNote.cost();
      const { result, requests } = explainedRead(plan, limits, endpointUrlOf(settings), cost);
      await this.#explain(result.Why, requests);
      return result;
    }
    if (flags.estimate) {
      const { result, text } = estimatedRead(plan, scanNote, settings.planUnits, limits);
      await this.print(text);
      return result;
    }
    const notes = plan.notes.map((note) => withTableFlags(note, flags));
    for (const note of [...notes, ...scanNote.before()]) this.note(note);
    const budget = this.budget(flags['max-units'], plan.operation === 'Scan');
    limits.isSpent = () => budget.isSpent;
    const onPage = (page: PageFacts): void => {
      for (const note of scanNote.afterPage(page)) this.note(note);
    };
    const pagesOf = <P extends PageFacts, R extends ReadPlan>(
      source: PageSource<P, R>,
      of: R,
    ): AsyncGenerator<P> => {
      const metered = meteredSource(source, this.meter);
      return flags.segments === undefined || of.operation !== 'Scan'
        ? readPages(metered, of, limits)
        : scanSegments(metered, of, flags.segments, limits);
    };
    const memory = new PageMemory();
    const shown = await untilInterrupted(
      limits,
      (note) => this.note(note),
      () =>
        this.#isPrintedAsItIs(flags, plan)
          ? printBytePages(pagesOf(bytePages(client, plan, memory.allocate), plan), memory, onPage)
          : this.show(pagesOf(itemPages(client, plan, { retry }), plan), format, flags, onPage),
    );
    const { read: units } = this.meter.total();
    let looked: Looked | undefined;
    if (shown.result.Count === 0 && !this.jsonEnabled() && mayShowSlip(schema, request)) {
      const mayRead = process.stdout.isTTY === true && flags['max-units'] === undefined;
      if (mayRead) looked = await this.#lookIntoNothing(() => lookIntoNothing(client, table, request, plan));
      else if (format.holdsItems && !flags.count) this.note(withTableFlags(NOTHING_HINT, flags));
    }
    const isSeen = ({ name, type }: KeyAttribute): boolean =>
      shown.result.Count > 0 ||
      looked?.items.some((item) => getAttribute(item, name)?.[type] !== undefined) === true;
    const typed = [...args, ...expressionArgs(flags)];
    const result = this.end(shown, flags);
    for (const note of dearScanNotes({ schema, request, plan, units, typed, isSeen }))
      this.note(withTableFlags(note, flags));
    return result;
  }

  async #explain(why: readonly string[], requests: readonly string[]): Promise<void> {
    const { proseLines } = await import('../render/draw-facts.ts');
    await this.print([proseLines(why).join('\n'), ...requests].join('\n\n'));
  }

  async #lookIntoNothing(look: () => Promise<Looked>): Promise<Looked> {
    const looked = await look();
    this.meter.addRead(looked.facts.consumedCapacity);
    for (const note of lookedNotes(looked.facts, looked.slips)) this.note(note);
    return looked;
  }

  async #readDump({ args, flags, plan: makePlan }: Reading, from: string) {
    // Only this reads files: their code is not loaded for a table.
    const [{ openDump }, { prepareRead }, { pagesOfDump }] = await Promise.all([
      import('../../lib/offline/open-dump.ts'),
      import('../../lib/offline/prepare-read.ts'),
      import('../../lib/offline/dump-pages.ts'),
    ]);
    const dump = await openDump(from, process.stdin, flags['source-table']);
    try {
      const { items, schema, source } = dump;
      const keys: KeyRoles = schema === undefined ? new Map() : keyRoles(schema);
      const request = { ...readRequest(args, flags, keys), isOffline: true };
      const plan = schema === undefined ? planWithoutKey(source.name, request) : makePlan(schema, request);
      const read = prepareRead(plan, request, schema);
      for (const note of textNotes(request.conditions, keys, flags)) this.note(note);
      if (flags.explain) {
        const Why = [
          `reading from ${source.name}: no request is sent, at no cost`,
          ...plan.why.map((line) => typedWay(line)),
        ];
        await this.#explain(Why, []);
        return { From: from, Why };
      }
      const notes = plan.notes.map((note) => withTableFlags(note, flags));
      for (const note of [...sourceNotes(source), ...notes]) this.note(note);
      const format = await this.formatOf(flags, schema);
      const pages = pagesOfDump(items, read, this.limitsOf(flags, format));
      const isHeld = flags.count || this.jsonEnabled() || format.holdsItems;
      const shown = await showUntilStopped(pages, { isHeld, isStdin: from === '-' }, (going) =>
        this.show(going, format, flags),
      );
      if (shown.lastPage?.stoppedBy === undefined) for (const note of dump.findings.notes()) this.note(note);
      return this.end(shown, flags);
    } finally {
      await dump.close();
    }
  }

  protected end(shown: Shown, flags: ShownFlagValues): ReadResult {
    this.#sayWhyStopped(shown, flags);
    return shown.result;
  }

  protected formatOf(flags: ShownFlagValues, schema: TableSchema | undefined): Promise<ItemFormat> {
    return itemFormat(flags.format ?? 'table', {
      keyNames: schema === undefined ? [] : keyAttributesOf(schema.key).map(({ name }) => name),
      columns: shownColumns(flags),
      isProjected: flags.attributes !== undefined,
      width: terminalWidth(),
      isTerminal: process.stdout.isTTY === true,
      csv: csvWriting(flags, flags.format === 'csv', '--format csv'),
    });
  }

  /** The bytes of items are copied to stdout without parsing; never on a terminal, where control characters are escaped. */
  #isPrintedAsItIs(flags: ReadFlagValues, plan: ReadPlan): plan is PagedPlan {
    const isPrinted = !flags.count && !this.jsonEnabled() && process.stdout.isTTY !== true;
    return flags.format === 'typed' && isPrinted && isPrintedAsItCame(plan);
  }

  /**
   * Unless `--limit` is given: {@link MAX_HELD_ITEMS} for output that is held until the end, and {@link SCREEN_ITEMS}
   * on a terminal.
   */
  protected limitsOf(flags: ShownFlagValues, { holdsItems }: ItemFormat): ReadLimits {
    const limits = readLimits(flags);
    if (limits.limit !== undefined || flags.count) return limits;
    if (this.jsonEnabled()) return { ...limits, cap: MAX_HELD_ITEMS };
    return {
      ...limits,
      ...(holdsItems ? { cap: MAX_HELD_ITEMS } : {}),
      ...(process.stdout.isTTY === true && !flags.all ? { screen: SCREEN_ITEMS } : {}),
    };
  }

  protected async show(
    pages: AsyncIterable<Page>,
    format: ItemFormat,
    flags: ShownFlagValues,
    onPage: (page: PageFacts) => void = () => undefined,
  ): Promise<Shown> {
    const session = lineSession();
    const onItems = (page: Page): void => {
      session?.see(page.items);
      onPage(page);
    };
    if (flags.count) {
      const counted = await countPages(pages, onPage);
      await this.print(String(counted.result.Count));
      return counted;
    }
    if (this.jsonEnabled()) return collectPages(pages, onItems);
    const shown = await printPages(pages, ({ items }) => format.page(items), onItems);
    if (shown.lastPage?.stoppedBy === 'cap' && format.tooMany !== undefined) throw format.tooMany();
    const { text, notes } = await format.end();
    await writeStdout(text);
    for (const note of notes) this.note(note);
    return shown;
  }

  #sayWhyStopped({ lastPage, result }: Shown, flags: ShownFlagValues): void {
    if (lastPage?.stoppedBy === undefined) return;
    const { stoppedBy } = lastPage;
    const start = startAfter(lastPage, this.id === 'sql');
    if (stoppedBy === 'screen') this.note(screenNote(SCREEN_ITEMS, start));
    else if (stoppedBy === 'cap') this.note(capNote(MAX_HELD_ITEMS, start));
    else if (stoppedBy === 'interrupt') this.note(interruptedNote(result.Count, start));
    else this.note(stopNote(stoppedBy, flags[stoppedBy] ?? 0, start));
    if (stoppedBy === 'interrupt') process.exitCode = EXIT_CODES.Interrupted;
    // A script did not request a part, so the exit code must show that it got one.
    const isUnasked = stoppedBy === 'cap' && this.jsonEnabled();
    if (isUnasked || stoppedBy === 'max-units') process.exitCode = EXIT_CODES.Incomplete;
  }
}
