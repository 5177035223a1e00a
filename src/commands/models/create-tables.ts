import { Flags } from '@oclif/core';
import { assertWritable } from '../../cli/command/base-command.ts';
import { dryRun, dryRunText } from '../../cli/command/dry-run.ts';
import { ModelsCommand, modelsFlags } from '../../cli/models/models-command.ts';
import type { ModelsCreateTablesResult } from '../../cli/results/models-results.ts';
import type { DryRun } from '../../cli/results/request-results.ts';
import { endpointUrlOf } from '../../lib/client/client-options.ts';
import { changedIndex } from '../../lib/indexes/index-request.ts';
import { assertNoContradiction } from '../../lib/indexes/key-contradictions.ts';
import { DEFAULT_SAMPLE_ITEMS } from '../../lib/indexes/scan-sample.ts';
import { pollIntervalMs } from '../../lib/indexes/watch-index.ts';
import { createPlannedTable } from '../../lib/model/describe/create-planned-table.ts';
import { planModelTables, type TablesPlan } from '../../lib/model/describe/plan-tables.ts';
import type { Settings } from '../../lib/settings/settings.ts';

export default class ModelsCreateTables extends ModelsCommand {
  static override summary = 'create the tables and indexes that your models declare [UpdateTable]';
  static override description =
    'For the release phase of your app: what exists already is left. The indexes of all models in the table of AUTODYNE_TABLE_NAME are created through the index proxy, one after the other. Indexes that no model declares are named and left. Models that do not fit together are refused before anything is created.';
  static override examples = [
    '<%= config.bin %> models create-tables',
    '<%= config.bin %> models create-tables --models-dir ./app/models --dry-run',
  ];
  static override flags = {
    ...modelsFlags,
    'dry-run': Flags.boolean({ summary: 'print the requests and change nothing' }),
    force: Flags.boolean({
      summary: 'create indexes even if the key attributes of all items have other types',
    }),
  };

  async run(): Promise<ModelsCreateTablesResult | DryRun[]> {
    const { flags } = await this.parse(ModelsCreateTables);
    const context = await this.connect(flags);
    const { client, settings } = context;
    const plan = await planModelTables(client, await this.appModels(settings, flags));
    for (const name of plan.undeclared) {
      this.note(`index "${name}" of table "${settings.tableName}" is declared by no model, and is left`);
    }
    for (const { table, index } of plan.missingElsewhere) {
      this.note(
        `index "${index}" is missing in table "${table}", which is a model's own: it is not created here`,
      );
    }
    if (flags['dry-run']) return this.#dryRun(plan, settings);
    const missing = plan.indexes.filter(({ isThere }) => !isThere).map(({ change }) => change);
    const waited = plan.indexes.filter(({ isActive }) => !isActive).map(({ change }) => change);
    if (plan.tables.some(({ isThere }) => !isThere)) assertWritable(settings, 'create tables');
    if (missing.length > 0) this.assertChangeable(settings, 'create indexes');
    if (missing.length > 0) {
      await this.lookAtItems(context, missing, DEFAULT_SAMPLE_ITEMS, (spec, sample) => {
        // A model has a field before its items do; only other types are a contradiction.
        const contradictions = sample.contradictions.filter(({ items }) => items > 0);
        const declared = { ...sample, contradictions };
        const otherwise = [
          'declare the field with the type that the items have',
          `to create it all the same: ${this.sameCommand('--force')}`,
        ];
        if (!flags.force)
          assertNoContradiction(spec, declared, { tableName: settings.tableName, otherwise, isTyped: false });
      });
    }
    const intervalMs = pollIntervalMs(endpointUrlOf(settings));
    for (const table of plan.tables) if (!table.isThere) await createPlannedTable(client, table, intervalMs);
    if (waited.length > 0) await this.change(context, waited, true);
    const result: ModelsCreateTablesResult = {
      tables: plan.tables.map(({ name, isThere }) => ({ name, created: !isThere })),
      indexes: plan.indexes.map(({ change, isThere }) => ({ name: changedIndex(change), created: !isThere })),
      undeclaredIndexes: plan.undeclared,
    };
    const lines = [
      ...result.tables.map(({ name, created }) => `${name} ${doneText(created)}`),
      ...result.indexes.map(({ name, created }) => `index ${name} ${doneText(created)}`),
    ];
    await this.print(lines.join('\n'));
    return result;
  }

  async #dryRun(plan: TablesPlan, settings: Settings): Promise<DryRun[]> {
    const tables = plan.tables.flatMap(({ isThere, request }) =>
      isThere || request === null ? [] : [dryRun('CreateTable', endpointUrlOf(settings), request)],
    );
    for (const table of tables) await this.print(dryRunText(table));
    const missing = plan.indexes.filter(({ isThere }) => !isThere).map(({ change }) => change);
    const indexes = await this.printRequests(settings, missing);
    if (tables.length + missing.length === 0) this.note('nothing is to be created');
    return [...tables, ...(Array.isArray(indexes) ? indexes : [indexes])];
  }
}

function doneText(created: boolean): string {
  return created ? 'created' : 'already exists';
}
