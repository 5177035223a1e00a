import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { Args } from '@oclif/core';
import { assertWritable } from '../cli/command/base-command.ts';
import { dryRun, dryRunText } from '../cli/command/dry-run.ts';
import { untilInterrupted } from '../cli/command/interrupted-read.ts';
import { ReadCommand } from '../cli/command/read-command.ts';
import {
  UNKNOWN_ESTIMATE,
  type UnitEstimate,
  unitEstimate,
  unitEstimateText,
} from '../cli/flags/budget-flags.ts';
import { sqlFlags } from '../cli/flags/read-flags.ts';
import type { Shown } from '../cli/render/formats/show-pages.ts';
import { allReadNote, scanSize } from '../cli/render/notes/read-notes.ts';
import type { SqlResult } from '../cli/results/item-results.ts';
import type { DryRun } from '../cli/results/request-results.ts';
import { endpointUrlOf } from '../lib/client/client-options.ts';
import { AutodyneError } from '../lib/errors/autodyne-error.ts';
import { parseStatementParameters } from '../lib/items/conditions/own-expressions.ts';
import { tableSchema } from '../lib/items/keys/key-schema.ts';
import { describeTable } from '../lib/items/read/describe-table.ts';
import { executeStatementInput } from '../lib/items/read/execute-statement.ts';
import type { Page } from '../lib/items/read/read-pages.ts';
import { statementReading } from '../lib/items/read/statement-reading.ts';
import {
  filtersItems,
  readStatement,
  readsAll,
  type WrittenStatement,
} from '../lib/items/read/written-statement.ts';
import { scanUnits } from '../lib/usage/scan-cost.ts';

/** Changing an item consumes at least one write unit. */
const LEAST_WRITE = { read: 0, write: 1 };

export default class Sql extends ReadCommand {
  static override summary =
    'execute a PartiQL statement: SELECT, INSERT, UPDATE or DELETE [ExecuteStatement]';
  static override description =
    `Write {table} for the name of the table, and ? for each value of --parameters. Strings are in single quotes, names in double quotes.
A SELECT without the partition key reads the whole table. INSERT, UPDATE and DELETE change one item, whose whole key they name.
Exit code 3: --json stopped at 10,000 items, or --max-units was reached; 5: INSERT found an item with the key, or UPDATE found none.`;
  static override examples = [
    `<%= config.bin %> sql "SELECT * FROM {table} WHERE id = '424b'"`,
    `<%= config.bin %> sql 'SELECT title, info.rating FROM {table}."by-city" WHERE city = ?' --parameters '["London"]'`,
    `<%= config.bin %> sql "INSERT INTO {table} VALUE {'id': '424c', 'tags': ?}" --parameters '[{"$set": ["new"]}]'`,
    `<%= config.bin %> sql "UPDATE {table} SET n = n + 1 WHERE id = '424b' RETURNING ALL NEW *"`,
  ];
  static override args = {
    statement: Args.string({ description: 'a PartiQL statement', required: true, ignoreStdin: true }),
  };
  static override flags = sqlFlags;

  async run(): Promise<SqlResult | DryRun | UnitEstimate> {
    const { args, flags } = await this.parse(Sql);
    const parameters = flags.parameters === undefined ? [] : parseStatementParameters(flags.parameters);
    const context = await this.connect(flags);
    const { settings } = context;
    const written = readStatement(args.statement, settings.tableName, parameters.length);
    const request = {
      statement: written.statement,
      parameters,
      isConsistent: flags.consistent,
      nextToken: flags.start,
    };
    if (!written.isSelect) assertForSelect(written.verb, flags);
    if (flags['dry-run']) {
      const pageSize = flags['page-size'];
      const input = executeStatementInput({ ...request, ...(pageSize === undefined ? {} : { pageSize }) });
      const unsent = dryRun('ExecuteStatement', endpointUrlOf(settings), input);
      await this.print(dryRunText(unsent));
      return unsent;
    }
    if (!written.isSelect && !flags.estimate) assertWritable(settings, `execute ${written.verb}`);
    const table = await describeTable(context.client, settings.tableName);
    if (flags.estimate) return this.#estimate(table, written, { ...flags, planUnits: settings.planUnits });
    const schema = tableSchema(table);
    const format = await this.formatOf(flags, schema);
    const limits = this.limitsOf(flags, format);
    const isAll = readsAll(written, schema);
    if (isAll) this.note(allReadNote(written, unitsAtMost(table, written, flags.consistent)));
    const budget = this.budget(flags['max-units'], isAll);
    if (!written.isSelect) budget.assertAllows('the statement', LEAST_WRITE);
    limits.isSpent = () => budget.isSpent;
    const pages = statementReading(context.client, request, {
      limits: written.isSelect ? limits : {},
      isFiltered: filtersItems(written, schema),
      onConsumed: (consumed) =>
        written.isSelect ? this.meter.addRead(consumed) : this.meter.addWrite(consumed),
    });
    if (written.isSelect) {
      const shown = await untilInterrupted(
        limits,
        (note) => this.note(note),
        () => this.show(pages, format, flags),
      );
      this.end(shown, flags);
      return selectResult(shown, flags.count);
    }
    const { value: page } = await pages.next();
    this.note(`${written.verb}: done`);
    if (!page?.count) return { Items: [] };
    const { Items = [] } = this.end(await this.show(only(page), format, flags), flags);
    return { Items };
  }

  async #estimate(
    table: TableDescription,
    written: WrittenStatement,
    { consistent, planUnits }: { consistent: boolean; planUnits: number },
  ): Promise<UnitEstimate> {
    const read = unitsAtMost(table, written, consistent);
    if (!written.isSelect || read === undefined) {
      await this.print(
        written.isSelect
          ? 'an unknown number of units: the server does not report the size of the table'
          : 'one write unit for each KB of the item, and the same in each index that contains it',
      );
      return UNKNOWN_ESTIMATE;
    }
    const estimate = unitEstimate({ read, write: 0 }, planUnits);
    await this.print(`at most, if everything is read: ${unitEstimateText(estimate)}`);
    return estimate;
  }
}

function selectResult({ result, lastPage }: Shown, isCount: boolean): SqlResult {
  const { stoppedBy, nextToken } = lastPage ?? {};
  return {
    ...(isCount ? { Count: result.Count } : { Items: result.Items ?? [] }),
    ...(stoppedBy === undefined || nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}

/** @throws AutodyneError `InvalidUsage` for a flag that has no meaning with a write */
function assertForSelect(verb: string, flags: { start?: string | undefined; count: boolean }): void {
  const unused = flags.start !== undefined ? 'start' : flags.count ? 'count' : undefined;
  if (unused !== undefined)
    throw new AutodyneError('InvalidUsage', `--${unused} is for a SELECT, and the statement is ${verb}`);
}

/** The items of a write's RETURNING. */
async function* only(page: Page): AsyncGenerator<Page> {
  yield page;
}

function unitsAtMost(
  table: TableDescription,
  { indexName }: WrittenStatement,
  isConsistent: boolean,
): number | undefined {
  return scanUnits(scanSize(table, indexName), { isConsistent });
}
