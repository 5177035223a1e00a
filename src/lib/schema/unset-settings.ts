import { isYes, type ShapedTable } from '../archive/table-shape.ts';
import { memberOf } from '../json/parse-json.ts';

type Members = Readonly<Record<string, unknown>>;

/** Members that CreateTable takes, that are set after it, or that only a response has. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
  'BillingMode',
  'BillingModeSummary',
  'ProvisionedThroughput',
  'TimeToLiveSpecification',
  'TimeToLiveDescription',
  'Tags',
  'TableStatus',
  'CreationDateTime',
  'TableSizeBytes',
  'ItemCount',
  'TableArn',
  'TableId',
  'LatestStreamLabel',
  'LatestStreamArn',
  'GlobalTableVersion',
  'RestoreSummary',
  'ArchivalSummary',
  'ImportSourceSpecification',
]);

const NOT_SETTINGS_OF_INDEX: ReadonlySet<string> = new Set([
  'IndexName',
  'KeySchema',
  'Projection',
  'ProvisionedThroughput',
  'IndexStatus',
  'Backfilling',
  'IndexSizeBytes',
  'ItemCount',
  'IndexArn',
]);

/** The warm throughput of every new table. */
const DEFAULT_WARM_READ = 12_000;
const DEFAULT_WARM_WRITE = 4_000;

/** As messages; `undefined` where it is what a new table has anyway. */
const DESCRIPTIONS: Readonly<Record<string, (value: unknown) => string | undefined>> = {
  StreamSpecification: (value) =>
    isOff(memberOf(value, 'StreamEnabled'))
      ? undefined
      : `stream (${String(memberOf(value, 'StreamViewType'))})`,
  TableClass: tableClass,
  TableClassSummary: (value) => tableClass(memberOf(value, 'TableClass')),
  DeletionProtectionEnabled: (value) => (isYes(value) ? 'deletion protection' : undefined),
  DisassociationProtectionEnabled: (value) => (isYes(value) ? 'disassociation protection' : undefined),
  SSEDescription: encryption,
  SSESpecification: encryption,
  OnDemandThroughput: (value) => {
    const [read, write] = [memberOf(value, 'MaxReadRequestUnits'), memberOf(value, 'MaxWriteRequestUnits')];
    const limits = [
      ...(isLimit(read) ? [`read ${read}`] : []),
      ...(isLimit(write) ? [`write ${write}`] : []),
    ];
    return limits.length === 0 ? undefined : `on-demand maximum (${limits.join(', ')})`;
  },
  WarmThroughput: (value) => {
    const [read, write] = [
      Number(memberOf(value, 'ReadUnitsPerSecond')),
      Number(memberOf(value, 'WriteUnitsPerSecond')),
    ];
    const isDefault = !(read > DEFAULT_WARM_READ) && !(write > DEFAULT_WARM_WRITE);
    return isDefault ? undefined : `warm throughput (read ${read}, write ${write})`;
  },
  Replicas: (value) => {
    const regions = Array.isArray(value)
      ? value.map((replica) => String(memberOf(replica, 'RegionName') ?? memberOf(replica, 'Region')))
      : [];
    return regions.length === 0 ? undefined : `replicas in ${regions.join(', ')}`;
  },
  MultiRegionConsistency: (value) => (value === 'STRONG' ? 'strong consistency of replicas' : undefined),
  VectorIndexes: (value) => {
    const names = Array.isArray(value) ? value.map((index) => String(memberOf(index, 'IndexName'))) : [];
    return names.length === 0 ? undefined : `vector index ${names.join(', ')}`;
  },
  PointInTimeRecoverySpecification: (value) =>
    isOff(memberOf(value, 'PointInTimeRecoveryEnabled')) ? undefined : 'point-in-time recovery',
  ContributorInsightsSpecification: (value) =>
    isOff(memberOf(value, 'Enabled')) ? undefined : 'contributor insights',
  KinesisStreamSpecification: () => 'Kinesis stream',
  ResourcePolicy: () => 'resource policy',
};

/**
 * The settings in a table's description that a restore does not set, each as a message; one without a message here by
 * the name of its member.
 */
export function unsetSettings(members: Members, table: ShapedTable): string[] {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = table;
  const ofIndexes = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].flatMap((index) =>
    settingsIn(index, NOT_SETTINGS_OF_INDEX).map((setting) => `${setting} of index ${index.IndexName}`),
  );
  return [...settingsIn(members, NOT_SETTINGS), ...ofIndexes];
}

function settingsIn(members: Members, known: ReadonlySet<string>): string[] {
  return Object.entries(members).flatMap(([name, value]) => {
    if (known.has(name) || value === undefined || value === null) return [];
    const setting = Object.hasOwn(DESCRIPTIONS, name)
      ? DESCRIPTIONS[name]?.(value)
      : isEmpty(value)
        ? undefined
        : name;
    return setting === undefined ? [] : [setting];
  });
}

/**
 * True only for an explicit "disabled": where a description does not have the switch, the setting is present because it
 * is on.
 */
function isOff(value: unknown): boolean {
  return value !== undefined && !isYes(value);
}

/** -1 removes a limit. */
function isLimit(value: unknown): boolean {
  return Number(value) > 0;
}

function isEmpty(value: unknown): boolean {
  return value === false || (Array.isArray(value) && value.length === 0);
}

function tableClass(value: unknown): string | undefined {
  return value === undefined || value === 'STANDARD' ? undefined : `table class ${String(value)}`;
}

function encryption(value: unknown): string | undefined {
  const status = memberOf(value, 'Status');
  if (status === 'DISABLED' || isOff(memberOf(value, 'SSEEnabled'))) return undefined;
  const key = memberOf(value, 'KMSMasterKeyArn') ?? memberOf(value, 'KMSMasterKeyId');
  return key === undefined ? 'encryption with a KMS key' : `encryption with the KMS key ${textOf(key)}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
