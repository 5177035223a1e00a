import type * as v from 'valibot';
import * as dumps from '../../src/cli/results/dump-results.ts';
import {
  attributeValueSchema,
  globalIndexSchema,
  localIndexSchema,
  tableDescriptionSchema,
} from '../../src/cli/results/dynamodb-shapes.ts';
import * as items from '../../src/cli/results/item-results.ts';
import * as models from '../../src/cli/results/models-results.ts';
import * as requests from '../../src/cli/results/request-results.ts';
import * as settings from '../../src/cli/results/settings-results.ts';
import * as tables from '../../src/cli/results/table-results.ts';
import * as usage from '../../src/cli/results/usage-results.ts';

/** The shapes that `docs/json.md` has, by the names that they have there. */
export const SHAPES = {
  AutocompleteResult: settings.autocompleteResultSchema,
  ConfigResult: settings.configResultSchema,
  ConfigPullResult: settings.configPullResultSchema,
  DoctorResult: settings.doctorResultSchema,
  PingResult: settings.pingResultSchema,
  ModelsListResult: models.modelsListResultSchema,
  ModelsCreateTablesResult: models.modelsCreateTablesResultSchema,
  ModelsGenerateResult: models.modelsGenerateResultSchema,
  LocalResult: settings.localResultSchema,
  DashboardResult: settings.dashboardResultSchema,
  DescribeResult: tables.describeResultSchema,
  IndexListResult: tables.indexListResultSchema,
  IndexChangeResult: tables.indexChangeResultSchema,
  GetResult: items.getResultSchema,
  GetManyResult: items.getManyResultSchema,
  WriteResult: items.writeResultSchema,
  PutManyResult: items.putManyResultSchema,
  EditResult: items.editResultSchema,
  CopyResult: items.copyResultSchema,
  DeleteManyResult: items.deleteManyResultSchema,
  DeleteDryRun: items.deleteDryRunSchema,
  TransactResult: items.transactResultSchema,
  SqlResult: items.sqlResultSchema,
  ReadResult: items.readResultSchema,
  DryRun: requests.dryRunSchema,
  Explanation: requests.explanationSchema,
  DumpExplanation: requests.dumpExplanationSchema,
  ErrorResult: requests.errorResultSchema,
  Estimate: dumps.estimateSchema,
  DumpResult: dumps.dumpResultSchema,
  DumpVerifyResult: dumps.dumpVerifyResultSchema,
  DumpListResult: dumps.dumpListResultSchema,
  DumpMergeResult: dumps.dumpMergeResultSchema,
  DumpDiffResult: dumps.dumpDiffResultSchema,
  RestoreResult: dumps.restoreResultSchema,
  RestoreDryRun: dumps.restoreDryRunSchema,
  StatsResult: dumps.statsResultSchema,
  UnitEstimate: usage.unitEstimateSchema,
  UnitSums: usage.unitSumsSchema,
  IndexUnitSums: usage.indexUnitSumsSchema,
  PointUnitSums: usage.pointUnitSumsSchema,
  UsageResult: usage.usageResultSchema,
} as const satisfies Record<string, v.GenericSchema>;

export type ShapeName = keyof typeof SHAPES;

/** Shapes of AWS's, which `docs/json.md` leaves to AWS's own pages. */
export const AWS_SHAPES = {
  AttributeValue: attributeValueSchema,
  TableDescription: tableDescriptionSchema,
  GlobalSecondaryIndexDescription: globalIndexSchema,
  LocalSecondaryIndexDescription: localIndexSchema,
} as const satisfies Record<string, v.GenericSchema>;

/** The output shapes of each command, `[]` after a shape for an array; `error` is the output of every command that fails. */
export const RESULTS: Readonly<Record<string, readonly (ShapeName | `${ShapeName}[]`)[]>> = {
  autocomplete: ['AutocompleteResult'],
  config: ['ConfigResult'],
  'config pull': ['ConfigPullResult'],
  copy: ['CopyResult', 'DryRun'],
  dashboard: ['DashboardResult'],
  delete: ['WriteResult', 'DeleteManyResult', 'DeleteDryRun', 'DryRun', 'UnitEstimate'],
  describe: ['DescribeResult'],
  doctor: ['DoctorResult'],
  dump: ['DumpResult', 'Estimate'],
  'dump diff': ['DumpDiffResult'],
  'dump list': ['DumpListResult'],
  'dump merge': ['DumpMergeResult'],
  'dump verify': ['DumpVerifyResult'],
  edit: ['EditResult'],
  error: ['ErrorResult'],
  get: ['GetResult', 'GetManyResult'],
  'index create': ['IndexChangeResult', 'DryRun', 'DryRun[]', 'UnitEstimate'],
  'index delete': ['IndexChangeResult', 'DryRun'],
  'index list': ['IndexListResult'],
  'index wait': ['DescribeResult'],
  local: ['LocalResult'],
  'models create-tables': ['ModelsCreateTablesResult', 'DryRun[]'],
  'models generate': ['ModelsGenerateResult'],
  'models list': ['ModelsListResult'],
  move: ['CopyResult', 'DryRun'],
  ping: ['PingResult'],
  put: ['WriteResult', 'PutManyResult', 'DryRun', 'DryRun[]', 'UnitEstimate'],
  query: ['ReadResult', 'Explanation', 'DumpExplanation', 'UnitEstimate'],
  restore: ['RestoreResult', 'RestoreDryRun'],
  scan: ['ReadResult', 'Explanation', 'DumpExplanation', 'UnitEstimate'],
  sql: ['SqlResult', 'DryRun', 'UnitEstimate'],
  stats: ['StatsResult'],
  transact: ['TransactResult', 'DryRun', 'UnitEstimate'],
  update: ['WriteResult', 'DryRun'],
  usage: ['UsageResult'],
};
