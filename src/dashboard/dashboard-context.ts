import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { CommandContext } from '../cli/command/base-command.ts';
import type { CommonFlagValues } from '../cli/flags/flags.ts';
import { withCommandFlags } from '../cli/flags/typed-command.ts';
import { errorJson } from '../cli/render/render-error.ts';
import type { ErrorResult } from '../cli/results/request-results.ts';
import { readOnlyError } from '../lib/client/read-only.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { type TableSchema, tableSchema } from '../lib/items/keys/key-schema.ts';
import { describeTable } from '../lib/items/read/describe-table.ts';
import { type ConsumedResponse, UnitMeter } from '../lib/usage/unit-meter.ts';
import type { UsedUnits } from './api-types.ts';

export interface DashboardOptions {
  context: CommandContext;
  /** Everything that the dashboard uses is added here. */
  meter: UnitMeter;
  /** Those that decide which table is meant, for the commands to copy. */
  flags: CommonFlagValues;
  /** What was set for the plan; what the server knows, or the default, where nothing was. */
  planUnits: number | undefined;
  /** Writing is allowed from the start: the table's name was given. */
  isConfirmed: boolean;
}

/** The table that a dashboard shows, and what may be done with it. */
export class DashboardContext {
  readonly options: DashboardOptions;
  /** Told by the usage route, from loopback. */
  readonly isTwin: boolean;
  #table: TableDescription;
  #isUnlocked: boolean;

  constructor(options: DashboardOptions, table: TableDescription, isTwin: boolean) {
    this.options = options;
    this.#table = table;
    this.isTwin = isTwin;
    this.#isUnlocked = isTwin || options.isConfirmed;
  }

  get tableName(): string {
    return this.options.context.settings.tableName;
  }

  /** As it was described last: planning asks nobody. */
  get table(): TableDescription {
    return this.#table;
  }

  get schema(): TableSchema {
    return tableSchema(this.#table);
  }

  get isLocked(): boolean {
    return !this.#isUnlocked;
  }

  async describeAgain(): Promise<void> {
    this.#table = await describeTable(this.options.context.client, this.tableName);
  }

  /** @throws AutodyneError `InvalidUsage` for another name than the table's */
  unlock(tableName: string): void {
    if (tableName !== this.tableName) {
      throw new AutodyneError(
        'InvalidUsage',
        `"${tableName}" does not match the table name "${this.tableName}"; the table stays locked`,
      );
    }
    this.#isUnlocked = true;
  }

  /**
   * @param what completes "refused to …"
   * @throws AutodyneError `ReadOnly`, also while the table is locked
   */
  assertWritable(what: string): void {
    if (this.options.context.settings.isReadOnly) throw readOnlyError(what);
    if (!this.isLocked) return;
    throw new AutodyneError(
      'ReadOnly',
      `refused to ${what}: table "${this.tableName}" is locked for writing`,
      {
        suggestions: [
          'to unlock it, type its name in the page',
          `or start the dashboard with --confirm ${this.tableName}`,
        ],
      },
    );
  }

  /** An error in the command line's JSON, its commands with the flags that select the table. */
  errorJson(error: unknown): ErrorResult {
    const { error: facts, ...rest } = errorJson(error);
    const suggestions = facts.suggestions.map((text) => withCommandFlags(text, this.options.flags));
    return { ...rest, error: { ...facts, suggestions } };
  }

  /** Counts what one request to the dashboard uses; all of it counts for the process too. */
  newMeter(): UnitMeter {
    return new PartMeter(this.options.meter);
  }
}

class PartMeter extends UnitMeter {
  readonly #whole: UnitMeter;

  constructor(whole: UnitMeter) {
    super();
    this.#whole = whole;
  }

  override addRead(consumed: ConsumedResponse): void {
    super.addRead(consumed);
    this.#whole.addRead(consumed);
  }

  override addWrite(consumed: ConsumedResponse): void {
    super.addWrite(consumed);
    this.#whole.addWrite(consumed);
  }
}

export function usedUnits(meter: UnitMeter): UsedUnits {
  const { read, write, request } = meter.total();
  return { read, write, request };
}
