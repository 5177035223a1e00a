import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { endpointUrlOf } from '../../lib/client/client-options.ts';
import { type ChangeEvent, changeIndexes } from '../../lib/indexes/change-indexes.ts';
import { planIndexChanges } from '../../lib/indexes/index-plan.ts';
import { type IndexChange, indexChangeRequest } from '../../lib/indexes/index-request.ts';
import { type IndexSample, sampleForIndex } from '../../lib/indexes/index-sample.ts';
import type { IndexSpec } from '../../lib/indexes/index-spec.ts';
import { assertProxyFits } from '../../lib/indexes/proxy-fits.ts';
import { pollIntervalMs, type WatchOptions, type WatchProgress } from '../../lib/indexes/watch-index.ts';
import { describeTable } from '../../lib/items/read/describe-table.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { Progress } from '../render/progress.ts';
import { changeText, sampleLines } from '../render/render-index-change.ts';
import type { DryRun } from '../results/request-results.ts';
import { assertWritable, BaseCommand, type CommandContext } from './base-command.ts';
import { dryRun, dryRunText } from './dry-run.ts';
import { interruptible } from './interrupt.ts';

/** One request, or one for each change of a file. */
export type IndexDryRun = DryRun | DryRun[];

export abstract class IndexCommand extends BaseCommand {
  /**
   * Refuses a change, before any request is sent, if the settings are read-only, or the proxy would change another table.
   * @param what completes "refused to …"
   */
  protected assertChangeable(settings: Settings, what: string): void {
    assertWritable(settings, what);
    assertProxyFits(settings);
  }

  /** Makes the changes and shows their progress on stderr. Ctrl-C stops the waiting, not the change. */
  protected async change(
    { client, settings, clientOptions }: CommandContext,
    changes: readonly IndexChange[],
    isLastAwaited: boolean,
  ): Promise<TableDescription> {
    return this.watching(settings, (watch, onChange) =>
      changeIndexes(client, settings, changes, { ...watch, proxy: clientOptions, isLastAwaited, onChange }),
    );
  }

  /** Runs work that watches the table. */
  protected async watching<T>(
    settings: Settings,
    work: (watch: WatchOptions, onChange: (event: ChangeEvent) => void) => Promise<T>,
  ): Promise<T> {
    const progress = new Progress();
    const intervalMs = pollIntervalMs(endpointUrlOf(settings));
    const onProgress = ({ indexName, phase, elapsedMs }: WatchProgress): void =>
      progress.phase(`${indexName}: ${phase}`, elapsedMs);
    const onChange = (event: ChangeEvent): void => {
      progress.keep();
      const text = changeText(event);
      if (text !== undefined) progress.say(text);
    };
    try {
      return await interruptible((signal) => work({ intervalMs, signal, onProgress }, onChange));
    } finally {
      progress.keep();
    }
  }

  /** Prints the requests; sends nothing. */
  protected async printRequests(settings: Settings, changes: readonly IndexChange[]): Promise<IndexDryRun> {
    const isDirect = settings.proxyUrl === 'direct';
    const requests = changes.map((change) =>
      dryRun(
        'UpdateTable',
        isDirect ? endpointUrlOf(settings) : settings.proxyUrl,
        indexChangeRequest(change, settings.tableName),
        isDirect ? 'dynamodb' : 'execute-api',
      ),
    );
    for (const request of requests) await this.print(dryRunText(request));
    const [first, ...more] = requests;
    return first !== undefined && more.length === 0 ? first : requests;
  }

  /**
   * Prints the result of the sample for each index that does not exist yet. Returns the write units of backfilling them.
   * @param onSample may refuse an index
   */
  protected async lookAtItems(
    context: CommandContext,
    changes: readonly IndexChange[],
    maxItems: number,
    onSample?: (spec: IndexSpec, sample: IndexSample) => void,
  ): Promise<number> {
    let writeUnits = 0;
    const table = await describeTable(context.client, context.settings.tableName);
    for (const { change, isMade } of planIndexChanges(changes, table)) {
      if (change.kind === 'delete' || isMade) continue;
      const sample = await sampleForIndex(context.client, table, change.spec, {
        maxItems,
        meter: this.meter,
      });
      for (const line of sampleLines(change.spec, sample)) this.note(line);
      onSample?.(change.spec, sample);
      writeUnits += sample.backfillWriteUnits;
    }
    return writeUnits;
  }
}
